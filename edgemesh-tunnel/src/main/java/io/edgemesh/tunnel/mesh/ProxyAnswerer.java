package io.edgemesh.tunnel.mesh;

import io.edgemesh.api.dial.Delivery;
import io.edgemesh.api.dial.Forwarder;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answering side of the proxy protocol: reads what the peer asks for, has it delivered, says how that went and joins
 * the stream to the endpoint.
 *
 * <p>What the peer sends before the answer stays unread until there is an endpoint, so it takes up no more than the
 * stream's window. A refusal goes out in order, and what still arrives is discarded, so that the peer sees the reason and
 * not a reset.
 */
public final class ProxyAnswerer {
    /** How long a flow of datagrams may be silent in both directions. */
    public static final Duration UDP_IDLE_TIMEOUT = Duration.ofSeconds(60);

    private static final Logger LOGGER = LoggerFactory.getLogger(ProxyAnswerer.class);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    private final Function<Delivery, CompletionStage<Channel>> deliveries;
    private final Duration udpIdleTimeout;
    private final Refusals refusals = new Refusals();
    private final Claims claims = new Claims(Ticker.systemTicker());
    private final AtomicInteger flows = new AtomicInteger();

    /** @param deliveries connects to endpoints of this node, or denies it */
    public ProxyAnswerer(Function<Delivery, CompletionStage<Channel>> deliveries, Duration udpIdleTimeout) {
        this.deliveries = deliveries;
        this.udpIdleTimeout = udpIdleTimeout;
    }

    /**
     * Serves a stream that a peer has opened, from now on its owner. On the stream's event loop.
     *
     * @param protocolId which of {@link ProxyDialler#protocolIds} both sides settled on
     * @param peerId     who is at the other end
     * @param peer       the name of that node, or its id where the name is not known
     */
    public void serve(Channel stream, String protocolId, PeerId peerId, String peer) {
        new Request(ProxyDialler.dialect(protocolId), peerId, peer).startOn(stream);
    }

    /** Serves a stream of {@link Cancellation#ID} that a peer has opened, from now on its owner. On its event loop. */
    public void serveCancellation(Channel stream, PeerId peerId) {
        new Cancellation.Request(claims, peerId, REQUEST_TIMEOUT).startOn(stream);
    }

    /** Serves a stream of {@link FlowDialler#ID} that a peer has opened, from now on its owner. On its event loop. */
    public void serveFlows(Channel stream, String peer) {
        new FlowAnswerer(stream, this, peer).start();
    }

    /** Tells a peer that this node carries as many streams as it may. On the stream's event loop. */
    public void refuseBusy(Channel stream, String protocolId, String text) {
        refuse(stream, ProxyDialler.dialect(protocolId), refusals.answer(Refusal.BUSY, text));
    }

    /** Returns how many requests of peers were refused, by the reason. From any thread. */
    public Map<Refusal, Long> refused() {
        return refusals.counts();
    }

    /** Returns how many flows of datagrams peers have open here. From any thread. */
    public int flows() {
        return flows.get();
    }

    Refusals refusals() {
        return refusals;
    }

    Duration udpIdleTimeout() {
        return udpIdleTimeout;
    }

    void countFlow(Channel flow) {
        flows.incrementAndGet();
        flow.closeFuture().addListener(closed -> flows.decrementAndGet());
    }

    /** Connects to the endpoint that a peer has asked for. */
    CompletionStage<Channel> deliver(String peer, ProxyRequest request, EventLoop loop) {
        return deliveries.apply(
                new Delivery(peer, request.target(), request.protocol(), request.client(), request.timeout(), loop));
    }

    private static void refuse(Channel stream, ProxyDialect dialect, ProxyAnswer answer) {
        stream.write(Messages.delimited(stream.alloc(), out -> dialect.writeAnswer(answer, out)));
        OrderlyEnd.of(stream);
    }

    private final class Request extends FirstMessage {
        private final ProxyDialect dialect;
        private final PeerId peerId;
        private final String peer;

        Request(ProxyDialect dialect, PeerId peerId, String peer) {
            super(ProxyDialect.MAX_MESSAGE_BYTES, REQUEST_TIMEOUT);
            this.dialect = dialect;
            this.peerId = peerId;
            this.peer = peer;
        }

        @Override
        void received(Channel stream, ByteBuf message) {
            ProxyRequest request = dialect.readRequest(message);
            deliver(peer, request, stream.eventLoop())
                    .whenComplete((endpoint, failure) -> answer(stream, request, endpoint, failure));
        }

        private void answer(
                Channel stream, ProxyRequest request, @Nullable Channel endpoint, @Nullable Throwable failure) {
            if (!claims.claim(peerId, request.id())) {
                if (endpoint != null) {
                    endpoint.close();
                }
                refuse(stream, dialect, ProxyAnswer.ANSWERED_ELSEWHERE);
            } else if (endpoint == null) {
                refuse(stream, dialect, refusals.undelivered(peer, request, failure));
            } else {
                // The answer leaves alone: a Go agent loses what comes in the same frame behind it.
                stream.writeAndFlush(Messages.delimited(
                                stream.alloc(), out -> dialect.writeAnswer(ProxyAnswer.CONNECTED, out)))
                        .addListener(written -> {
                            if (written.isSuccess()) {
                                join(stream, request, endpoint);
                            } else {
                                endpoint.close();
                            }
                        });
            }
        }

        private void join(Channel stream, ProxyRequest request, Channel endpoint) {
            if (request.protocol() == Protocol.UDP) {
                long idleMillis = udpIdleTimeout.toMillis();
                stream.pipeline()
                        .addLast(new IdleStateHandler(0, 0, idleMillis, TimeUnit.MILLISECONDS), new CloseWhenIdle());
                dialect.separateDatagrams(stream.pipeline());
            }
            Forwarder.join(stream, endpoint);
        }

        @Override
        void failed(Channel stream, Throwable cause) {
            LOGGER.atDebug()
                    .addKeyValue("node", peer)
                    .addKeyValue("failure", cause.toString())
                    .log("a peer asked for nothing that makes sense");
            if (cause instanceof StreamEndedException || !stream.isActive()) {
                stream.close();
            } else {
                refuse(stream, dialect, refusals.answer(Refusal.MALFORMED, String.valueOf(cause.getMessage())));
            }
        }
    }
}
