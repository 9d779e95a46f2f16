package io.edgemesh.tunnel.transport;

import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.Transport.OpenedChannel;
import io.edgemesh.tunnel.StreamResetException;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.mesh.Cancellation;
import io.edgemesh.tunnel.mesh.Refusal;
import io.edgemesh.tunnel.mesh.RefusedException;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One stream on its way to an endpoint of another node: a connection to the node, a stream on it, the node's answer.
 *
 * <p>Where the connection turns out to be dead, or to carry nothing while an answer is waited for, another one is tried in
 * the time that is left. The first answer counts. Where the client's early data goes along, the peer lets one alone of the
 * streams through to the endpoint: the others are answered that the answer is elsewhere.
 */
final class Opening {
    private static final int MAX_ATTEMPTS = 3;
    private static final long DOUBT_MILLIS = 500;
    private static final Duration CALL_OFF_PATIENCE = Duration.ofSeconds(5);
    private static final Duration DOUBT_PATIENCE = Duration.ofSeconds(1); // a false alarm costs another stream

    private final PendingOpen pending;
    private final Peer peer;
    private final Surroundings around;
    private final OutboundStreams streams;
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile @Nullable Connection asked; // the latest
    private volatile boolean answerIsElsewhere;

    private Opening(PendingOpen pending, Peer peer, Surroundings around, OutboundStreams streams) {
        this.pending = pending;
        this.peer = peer;
        this.around = around;
        this.streams = streams;
    }

    static CompletionStage<OpenedChannel> start(
            OpenRequest request, Peer peer, Surroundings around, OutboundStreams streams) {
        PendingOpen pending = PendingOpen.start(request, around.failures());
        new Opening(pending, peer, around, streams).connect();
        return pending.answer();
    }

    private void connect() {
        attempts.incrementAndGet();
        peer.connection().addListener((Future<Connection> found) -> {
            if (found.isSuccess()) {
                ask(found.getNow());
            } else {
                pending.fail(found.cause());
            }
        });
    }

    private void ask(Connection connection) {
        pending.waitingFor("its answer");
        asked = connection;
        unanswered.incrementAndGet();
        streams.open(connection, pending, this::callOff)
                .addListener((Future<Channel> opened) -> answered(connection, opened));
        doubtLater(connection);
    }

    private void answered(Connection connection, Future<Channel> opened) {
        boolean last = unanswered.decrementAndGet() == 0;
        if (opened.isSuccess()) {
            pending.succeed(new OpenedChannel(opened.getNow(), around.paths().pathOf(connection)));
            return;
        }
        if (opened.cause() instanceof RefusedException refused) {
            pending.early().refused(refused.refusal());
            answerIsElsewhere |= refused.refusal() == Refusal.DUPLICATE;
        }
        if (answerIsElsewhere && last) {
            pending.fail(opened.cause());
        } else if (!answerIsElsewhere && asked == connection && pending.awaited()) { // else another is on its way
            failed(connection, opened.cause());
        }
    }

    private void failed(Connection connection, Throwable cause) {
        boolean connectionDied = connection.closeFuture().isDone() || StreamResetException.lostConnection(cause);
        if (connectionDied && mayTryAgain()) {
            around.watch().giveUp(connection);
            connect();
        } else {
            pending.fail(cause);
        }
    }

    private boolean mayTryAgain() {
        return attempts.get() < MAX_ATTEMPTS && pending.awaited() && !answerIsElsewhere;
    }

    /** Another endpoint shall be asked instead: the peer is to say that none of the streams gets through any more. */
    private void callOff() {
        Connection connection = asked;
        if (connection != null) {
            connection.openStream(
                    List.of(Cancellation.ID),
                    stream -> Cancellation.ask(stream.channel(), pending.early().id(), CALL_OFF_PATIENCE)
                            .addListener(calledOff -> {
                                if (calledOff.isSuccess()) {
                                    pending.calledOff();
                                }
                            }));
        }
    }

    /** An answer may take its time where the endpoint is slow; but then the connection itself answers. */
    private void doubtLater(Connection connection) {
        Future<?> doubt = pending.request()
                .eventLoop()
                .schedule(
                        () -> around.watch()
                                .probe(connection, DOUBT_PATIENCE)
                                .addListener((Future<Boolean> alive) -> probed(connection, alive.getNow())),
                        DOUBT_MILLIS,
                        TimeUnit.MILLISECONDS);
        pending.whenAnswered(() -> doubt.cancel(false));
    }

    private void probed(Connection connection, boolean alive) {
        if (!pending.awaited() || asked != connection) {
            return;
        }
        if (alive) {
            doubtLater(connection);
        } else if (mayTryAgain()) {
            asked = null;
            connect();
        }
    }
}
