package io.edgemesh.tunnel.mesh;

import io.edgemesh.api.dial.Delivery;
import io.edgemesh.api.dial.Forwarder;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The side that delivers flows of datagrams to endpoints of this node. <b>Threads:</b> the stream's event loop only. */
public final class FlowAnswerer extends FlowStream {
    /** How many flows one stream may have. */
    static final int MAX_FLOWS = 8192;

    private final Function<Delivery, CompletionStage<Channel>> deliveries;
    private final Duration idleTimeout;
    private final String peer;

    private FlowAnswerer(
            Channel stream,
            Function<Delivery, CompletionStage<Channel>> deliveries,
            Duration idleTimeout,
            String peer) {
        super(stream);
        this.deliveries = deliveries;
        this.idleTimeout = idleTimeout;
        this.peer = peer;
    }

    /**
     * Serves a stream that a peer has opened.
     *
     * @param deliveries  connects to endpoints of this node, or denies it
     * @param idleTimeout how long a flow may be silent in both directions
     * @param peer        the name of the node at the other end, or its id
     */
    public static void serve(
            Channel stream,
            Function<Delivery, CompletionStage<Channel>> deliveries,
            Duration idleTimeout,
            String peer) {
        new FlowAnswerer(stream, deliveries, idleTimeout, peer).start();
    }

    @Override
    void opened(long flowId, ByteBuf message) {
        if (has(flowId)) {
            throw new MalformedException("flow " + flowId + " is open already");
        }
        if (flowCount() >= MAX_FLOWS) {
            sendClose(flowId, new ProxyAnswer(Refusal.BUSY, "at most " + MAX_FLOWS + " flows of datagrams"));
            return;
        }
        ProxyRequest request;
        try {
            request = NativeProxyDialect.INSTANCE.readRequest(message);
        } catch (MalformedException e) {
            sendClose(flowId, new ProxyAnswer(Refusal.MALFORMED, String.valueOf(e.getMessage())));
            return;
        }
        deliver(add(flowId), request);
    }

    private void deliver(FlowChannel flow, ProxyRequest request) {
        Delivery delivery = new Delivery(
                peer,
                request.target(),
                request.protocol(),
                request.client(),
                request.timeout(),
                channel().eventLoop());
        deliveries.apply(delivery).whenComplete((endpoint, failure) -> delivered(flow, request, endpoint, failure));
    }

    private void delivered(
            FlowChannel flow, ProxyRequest request, @Nullable Channel endpoint, @Nullable Throwable failure) {
        if (endpoint == null) {
            ProxyAnswer refusal = Refusals.answer(peer, request, failure);
            if (remove(flow)) {
                sendClose(flow.flowId(), refusal);
            }
            flow.end();
        } else if (!flow.isOpen()) {
            endpoint.close();
        } else {
            long idleMillis = idleTimeout.toMillis();
            flow.pipeline().addLast(new IdleStateHandler(0, 0, idleMillis, TimeUnit.MILLISECONDS), new CloseWhenIdle());
            Forwarder.join(flow, endpoint);
        }
    }
}
