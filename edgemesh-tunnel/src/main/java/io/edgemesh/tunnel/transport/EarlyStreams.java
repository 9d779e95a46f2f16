package io.edgemesh.tunnel.transport;

import io.edgemesh.api.transport.EarlyDataOffer;
import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.tunnel.mesh.Refusal;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one opening that carry the client's early data. All bear the opening's id, by which the peer lets one
 * alone of them through to the endpoint; what is left to know is whether one may still get through when the opening fails.
 *
 * <p><b>Threads:</b> any; things happen on the event loop of the request.
 */
final class EarlyStreams {
    private final @Nullable EarlyDataOffer offer;
    private final EventLoop loop;
    private final long id;
    private int unanswered;

    EarlyStreams(OpenRequest request) {
        this.offer = request.earlyData();
        this.loop = request.eventLoop();
        this.id = offer == null ? 0 : ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    }

    /** What the peer knows the opening by; 0 if there is no early data, and no harm in being connected twice. */
    long id() {
        return id;
    }

    /** Sends the data on a stream behind the request. */
    void follow(Channel stream, Runnable callOff) {
        if (offer != null) {
            onLoop(() -> {
                unanswered++;
                offer.sendTo(stream::writeAndFlush, callOff);
            });
        }
    }

    /** The peer has refused on one of the streams. */
    void refused(Refusal refusal) {
        onLoop(() -> unanswered = refusal.isFinal() ? 0 : unanswered - 1);
    }

    /** The peer lets none of the streams through any more. */
    void calledOff() {
        onLoop(() -> unanswered = 0);
    }

    /** The opening fails; on the event loop of the request. */
    void fail() {
        if (offer != null && unanswered == 0) {
            offer.takeBack();
        }
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
