package io.edgemesh.tunnel.mesh;

import io.edgemesh.api.dial.Forwarder;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The side that delivers flows of datagrams to endpoints of this node. <b>Threads:</b> the stream's event loop only. */
final class FlowAnswerer extends FlowStream {
    /** How many flows one stream may have. */
    static final int MAX_FLOWS = 8192;

    private final ProxyAnswerer answerer;
    private final String peer;

    /**
     * Creates the answerer of one stream.
     *
     * @param answerer knows how to deliver
     * @param peer     the name of the node at the other end, or its id
     */
    FlowAnswerer(Channel stream, ProxyAnswerer answerer, String peer) {
        super(stream);
        this.answerer = answerer;
        this.peer = peer;
    }

    @Override
    void opened(long flowId, ByteBuf message) {
        if (has(flowId)) {
            throw new MalformedException("flow " + flowId + " is open already");
        }
        if (flowCount() >= MAX_FLOWS) {
            refuse(flowId, Refusal.BUSY, "at most " + MAX_FLOWS + " flows of datagrams");
            return;
        }
        ProxyRequest request;
        try {
            request = NativeProxyDialect.INSTANCE.readRequest(message);
        } catch (MalformedException e) {
            refuse(flowId, Refusal.MALFORMED, String.valueOf(e.getMessage()));
            return;
        }
        deliver(add(flowId), request);
    }

    private void refuse(long flowId, Refusal refusal, String text) {
        sendClose(flowId, answerer.refusals().answer(refusal, text));
    }

    private void deliver(FlowChannel flow, ProxyRequest request) {
        answerer.countFlow(flow);
        answerer.deliver(peer, request, channel().eventLoop())
                .whenComplete((endpoint, failure) -> delivered(flow, request, endpoint, failure));
    }

    private void delivered(
            FlowChannel flow, ProxyRequest request, @Nullable Channel endpoint, @Nullable Throwable failure) {
        if (endpoint == null) {
            ProxyAnswer refusal = answerer.refusals().undelivered(peer, request, failure);
            if (remove(flow)) {
                sendClose(flow.flowId(), refusal);
            }
            flow.end();
        } else if (!flow.isOpen()) {
            endpoint.close();
        } else {
            long idleMillis = answerer.udpIdleTimeout().toMillis();
            flow.pipeline().addLast(new IdleStateHandler(0, 0, idleMillis, TimeUnit.MILLISECONDS), new CloseWhenIdle());
            Forwarder.join(flow, endpoint);
        }
    }
}
