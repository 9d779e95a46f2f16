package io.edgemesh.tunnel.transport;

import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.Transport.OpenedChannel;
import io.edgemesh.tunnel.StreamResetException;
import io.edgemesh.tunnel.host.Connection;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One stream on its way to an endpoint of another node: a connection to the node, a stream on it, the node's answer.
 *
 * <p>Where the connection turns out to be dead, or to carry nothing while an answer is waited for, another one is tried in
 * the time that is left; the endpoint has not seen anything of the stream then. The first answer counts.
 */
final class Opening {
    private static final int MAX_ATTEMPTS = 3;
    private static final long DOUBT_MILLIS = 500;
    private static final Duration DOUBT_PATIENCE = Duration.ofSeconds(1); // a false alarm costs another stream

    private final PendingOpen pending;
    private final Peer peer;
    private final Surroundings around;
    private final OutboundStreams streams;
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile @Nullable Connection asked; // the latest

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
        streams.open(connection, pending).addListener((Future<Channel> opened) -> answered(connection, opened));
        doubtLater(connection);
    }

    private void answered(Connection connection, Future<Channel> opened) {
        if (opened.isSuccess()) {
            pending.succeed(new OpenedChannel(opened.getNow(), around.paths().pathOf(connection)));
        } else if (asked == connection && pending.awaited()) { // else it was given up, and another is on its way
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
        return attempts.get() < MAX_ATTEMPTS && pending.awaited();
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
