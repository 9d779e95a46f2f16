package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Asks over connections of a host, each question on a stream of its own; connects where there is no connection yet.
 *
 * <p><b>Limit:</b> with {@value #MAX_CONNECTIONS} connections no more are made for questions, and only peers that are
 * connected are asked. Connections stay, as others may use them.
 */
final class HostRequests implements KadRequests {
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int MAX_CONNECTIONS = 400;

    private final Libp2pHost host;
    private final String protocolId;
    private final Predicate<Multiaddr> mayDial;
    private final KademliaCounters counters;
    private final EventExecutor timers;
    private volatile boolean closed;

    HostRequests(
            Libp2pHost host,
            String protocolId,
            Predicate<Multiaddr> mayDial,
            KademliaCounters counters,
            EventExecutor timers) {
        this.host = host;
        this.protocolId = protocolId;
        this.mayDial = mayDial;
        this.counters = counters;
        this.timers = timers;
    }

    @Override
    public Future<KadMessage> ask(KadPeer peer, KadMessage question) {
        return onStream(peer, (stream, answer) -> {
            install(stream, new QuestionHandler(answer, null));
            stream.writeAndFlush(question);
        });
    }

    @Override
    public Future<?> tell(KadPeer peer, KadMessage message) {
        return onStream(peer, (stream, told) -> {
            install(stream, new QuestionHandler(told, message));
            stream.writeAndFlush(message);
            stream.shutdownOutput();
        });
    }

    private static void install(StreamChannel stream, QuestionHandler handler) {
        KadCodec.addTo(stream, KadCodec.MAX_ANSWER_BYTES);
        stream.pipeline().addLast(handler);
    }

    private Future<KadMessage> onStream(KadPeer peer, BiConsumer<StreamChannel, Promise<KadMessage>> use) {
        Promise<KadMessage> outcome = timers.newPromise();
        ScheduledFuture<?> deadline = timers.schedule(
                () -> outcome.tryFailure(new TimeoutException("no answer within " + TIMEOUT.toSeconds() + " s")),
                TIMEOUT.toMillis(),
                TimeUnit.MILLISECONDS);
        counters.asked.increment();
        outcome.addListener(done -> {
            deadline.cancel(false);
            if (!done.isSuccess()) {
                counters.failed.increment();
            }
        });
        connect(peer).addListener((Future<Connection> connected) -> {
            if (connected.isSuccess()) {
                open(connected.getNow(), outcome, use);
            } else {
                outcome.tryFailure(connected.cause());
            }
        });
        return outcome;
    }

    /** Asks nobody any more. */
    void close() {
        closed = true;
    }

    private Future<Connection> connect(KadPeer peer) {
        if (closed) {
            return timers.newFailedFuture(new ClosedChannelException());
        }
        boolean full = host.connections().best(peer.peerId()) == null
                && host.connections().all().size() >= MAX_CONNECTIONS;
        return full
                ? timers.newFailedFuture(new IllegalStateException("this host has connections enough"))
                : host.connect(
                        peer.peerId(), peer.addresses().stream().filter(mayDial).toList());
    }

    private void open(
            Connection connection, Promise<KadMessage> outcome, BiConsumer<StreamChannel, Promise<KadMessage>> use) {
        Future<NegotiatedStream> opened =
                connection.openStream(List.of(protocolId), stream -> use.accept(stream.channel(), outcome));
        opened.addListener((Future<NegotiatedStream> stream) -> {
            if (stream.isSuccess()) {
                outcome.addListener(done -> endUnlessGood(stream.getNow().channel(), done));
            } else {
                outcome.tryFailure(stream.cause());
            }
        });
    }

    private static void endUnlessGood(StreamChannel stream, Future<?> outcome) {
        if (!outcome.isSuccess()) {
            stream.reset();
        }
    }
}
