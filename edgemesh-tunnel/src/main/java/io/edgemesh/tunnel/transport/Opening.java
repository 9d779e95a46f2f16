package io.edgemesh.tunnel.transport;

import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.Transport.OpenedChannel;
import io.edgemesh.api.transport.TransportException;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.mesh.ProxyDialler;
import io.edgemesh.tunnel.mesh.ProxyRequest;
import io.edgemesh.tunnel.mesh.RefusedException;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One stream on its way to an endpoint of another node: a connection to the node, a stream on it, the node's answer.
 *
 * <p>Where the connection turns out to be dead, another one is tried in the time that is left; the endpoint has not seen
 * anything of the stream then.
 */
final class Opening {
    private static final int MAX_ATTEMPTS = 3;

    private final OpenRequest request;
    private final Peer peer;
    private final Surroundings around;
    private final StreamQuota quota;
    private final Function<Connection, List<String>> protocols;
    private final CompletableFuture<OpenedChannel> result = new CompletableFuture<>();
    private final long deadlineNanos;
    private volatile String doing = "connecting to it";
    private int attempts; // on the event loop of one connection after the other

    /** @param protocols which forms of the proxy protocol to offer on a connection */
    Opening(
            OpenRequest request,
            Peer peer,
            Surroundings around,
            StreamQuota quota,
            Function<Connection, List<String>> protocols) {
        this.request = request;
        this.peer = peer;
        this.around = around;
        this.quota = quota;
        this.protocols = protocols;
        this.deadlineNanos =
                request.eventLoop().ticker().nanoTime() + request.timeout().toNanos();
    }

    CompletionStage<OpenedChannel> start() {
        ScheduledFuture<?> timer = request.eventLoop()
                .schedule(
                        () -> result.completeExceptionally(around.failures().timedOut(request, doing)),
                        request.timeout().toNanos(),
                        TimeUnit.NANOSECONDS);
        result.whenComplete((opened, failure) -> timer.cancel(false));
        connect();
        return result;
    }

    private void connect() {
        attempts++;
        peer.connection().addListener((Future<Connection> found) -> {
            if (found.isSuccess()) {
                openStream(found.getNow());
            } else {
                fail(found.cause());
            }
        });
    }

    private void openStream(Connection connection) {
        doing = "its answer";
        connection.openStream(protocols.apply(connection), this::ask).addListener((Future<NegotiatedStream> opened) -> {
            if (!opened.isSuccess()) {
                failed(connection, opened.cause());
            }
        });
    }

    private void ask(NegotiatedStream stream) {
        Duration left = left();
        if (result.isDone() || left.isZero()) {
            stream.channel().reset();
            return;
        }
        if (!quota.admit(stream.peerId(), stream.channel())) {
            stream.channel().reset();
            fail(new TransportException("this node has reached its limit of " + quota.limit()));
            return;
        }
        ProxyRequest question = new ProxyRequest(
                request.protocol(),
                request.endpoint().address(),
                String.valueOf(request.endpoint().node()),
                request.client(),
                left);
        ProxyDialler.ask(stream.channel(), stream.protocolId(), question).addListener((Future<Channel> answered) -> {
            if (answered.isSuccess()) {
                complete(new OpenedChannel(answered.getNow(), around.paths().pathOf(stream.connection())));
            } else {
                failed(stream.connection(), answered.cause());
            }
        });
    }

    private Duration left() {
        long nanos = deadlineNanos - request.eventLoop().ticker().nanoTime();
        return nanos < TimeUnit.MILLISECONDS.toNanos(1) ? Duration.ZERO : Duration.ofNanos(nanos);
    }

    private void failed(Connection connection, Throwable cause) {
        boolean connectionDied = connection.closeFuture().isDone() && !(cause instanceof RefusedException);
        if (connectionDied && attempts < MAX_ATTEMPTS && !left().isZero()) {
            connect();
        } else {
            fail(cause);
        }
    }

    private void fail(Throwable cause) {
        TransportException failure = around.failures().explain(request, cause);
        request.eventLoop().execute(() -> result.completeExceptionally(failure));
    }

    private void complete(OpenedChannel opened) {
        request.eventLoop().execute(() -> {
            if (!result.complete(opened)) {
                opened.channel().close();
            }
        });
    }
}
