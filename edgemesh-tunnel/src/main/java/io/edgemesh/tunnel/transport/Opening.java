package io.edgemesh.tunnel.transport;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.Transport.OpenedChannel;
import io.edgemesh.api.transport.TransportException;
import io.edgemesh.tunnel.StreamResetException;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.mesh.FlowDialler;
import io.edgemesh.tunnel.mesh.ProxyDialler;
import io.edgemesh.tunnel.mesh.ProxyRequest;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
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

    private final OpenRequest request;
    private final Peer peer;
    private final Surroundings around;
    private final Quotas quotas;
    private final DatagramStreams datagrams;
    private final Function<Connection, List<String>> protocols;
    private final CompletableFuture<OpenedChannel> result = new CompletableFuture<>();
    private final long deadlineNanos;
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile String doing = "connecting to it";
    private volatile @Nullable Connection asked; // the latest

    /** @param protocols what the peer at the other end of a connection is known to speak */
    Opening(
            OpenRequest request,
            Peer peer,
            Surroundings around,
            Quotas quotas,
            DatagramStreams datagrams,
            Function<Connection, List<String>> protocols) {
        this.request = request;
        this.peer = peer;
        this.around = around;
        this.quotas = quotas;
        this.datagrams = datagrams;
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
        attempts.incrementAndGet();
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
        asked = connection;
        if (request.protocol() == Protocol.UDP && protocols.apply(connection).contains(FlowDialler.ID)) {
            openFlow(connection);
            return;
        }
        connection.openStream(proxyProtocols(connection), this::ask).addListener((Future<NegotiatedStream> opened) -> {
            if (!opened.isSuccess()) {
                failed(connection, opened.cause());
            }
        });
        doubtLater(connection);
    }

    /** An answer may take its time where the endpoint is slow; but then the connection itself answers. */
    private void doubtLater(Connection connection) {
        Future<?> doubt = request.eventLoop()
                .schedule(
                        () -> around.watch()
                                .probe(connection, DOUBT_PATIENCE)
                                .addListener((Future<Boolean> alive) -> probed(connection, alive.getNow())),
                        DOUBT_MILLIS,
                        TimeUnit.MILLISECONDS);
        result.whenComplete((opened, failure) -> doubt.cancel(false));
    }

    private void probed(Connection connection, boolean answered) {
        if (result.isDone() || asked != connection) {
            return;
        }
        if (answered) {
            doubtLater(connection);
        } else if (mayTryAgain()) {
            asked = null;
            connect();
        }
    }

    private boolean mayTryAgain() {
        return attempts.get() < MAX_ATTEMPTS && !left().isZero();
    }

    /** One form alone, where the peer is known to speak it, is settled on without a round trip. */
    private List<String> proxyProtocols(Connection connection) {
        List<String> spoken = protocols.apply(connection);
        List<String> ours = ProxyDialler.protocolIds();
        return ours.stream().filter(spoken::contains).findFirst().map(List::of).orElse(ours);
    }

    private void ask(NegotiatedStream stream) {
        if (result.isDone() || left().isZero()) {
            stream.channel().reset();
        } else if (!quotas.streamsOut().admit(stream.peerId(), stream.channel())) {
            stream.channel().reset();
            fail(new HostLimitException(quotas.streamsOut()));
        } else {
            ProxyDialler.ask(stream.channel(), stream.protocolId(), question())
                    .addListener((Future<Channel> answered) -> answered(stream.connection(), answered));
        }
    }

    private void openFlow(Connection connection) {
        datagrams.open(connection, question()).addListener((Future<Channel> flow) -> {
            if (flow.isSuccess() && !quotas.flowsOut().admit(connection.peerId(), flow.getNow())) {
                flow.getNow().close();
                fail(new HostLimitException(quotas.flowsOut()));
            } else {
                answered(connection, flow);
            }
        });
    }

    private ProxyRequest question() {
        return new ProxyRequest(
                request.protocol(),
                request.endpoint().address(),
                String.valueOf(request.endpoint().node()),
                request.client(),
                left());
    }

    private void answered(Connection connection, Future<Channel> answered) {
        if (answered.isSuccess()) {
            complete(new OpenedChannel(answered.getNow(), around.paths().pathOf(connection)));
        } else {
            failed(connection, answered.cause());
        }
    }

    private Duration left() {
        long nanos = deadlineNanos - request.eventLoop().ticker().nanoTime();
        return nanos < TimeUnit.MILLISECONDS.toNanos(1) ? Duration.ZERO : Duration.ofNanos(nanos);
    }

    private void failed(Connection connection, Throwable cause) {
        if (asked != connection) {
            return; // it was given up, and another is on its way
        }
        boolean connectionDied = connection.closeFuture().isDone() || StreamResetException.lostConnection(cause);
        if (connectionDied && mayTryAgain()) {
            around.watch().giveUp(connection);
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
