package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.relay.Exchange.Answer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.HashSet;
import java.util.Set;

/**
 * A circuit that its target is asked to take: over the connection of its reservation and, if the reservation moves before
 * there is an answer, over the one that it has moved to as well, as the earlier one may be dead. The first answer counts.
 *
 * <p><b>Threads:</b> the event loop of the request's stream, but for {@link #over}. <b>Limit:</b> one question a connection,
 * of which a peer has but a few.
 */
final class Offer {
    private final CircuitRequest request;
    private final RelayConfig config;
    private final EventLoop loop;
    private final Promise<Answer<StopMessage>> answer;
    private final Set<Connection> asked = new HashSet<>();
    private int unanswered;

    Offer(CircuitRequest request, RelayConfig config) {
        this.request = request;
        this.config = config;
        loop = request.hop().eventLoop();
        answer = loop.newPromise();
    }

    CircuitRequest request() {
        return request;
    }

    /** Returns what the target says; fails once it can be asked over no connection any more. */
    Future<Answer<StopMessage>> answer() {
        return answer;
    }

    /** Asks the target over this connection, unless that has been done. From any thread. */
    void over(Connection target) {
        if (!loop.inEventLoop()) {
            loop.execute(() -> over(target));
        } else if (!answer.isDone() && asked.add(target)) {
            ask(target);
        }
    }

    private void ask(Connection target) {
        unanswered++;
        StopMessage question = new StopMessage.Connect(request.sourcePeer(), config.limit());
        Exchange.ask(target, StopMessage.PROTOCOL, new StopCodec(), question, config.timeout())
                .addListener((Future<Answer<StopMessage>> answered) -> loop.execute(() -> answered(answered)));
    }

    private void answered(Future<Answer<StopMessage>> answered) {
        unanswered--;
        if (!answered.isSuccess()) {
            if (unanswered == 0) {
                answer.tryFailure(answered.cause());
            }
        } else if (!answer.trySuccess(answered.getNow())) {
            answered.getNow().stream().reset(); // it has answered over another connection already
        }
    }
}
