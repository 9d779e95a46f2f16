package io.edgemesh.tunnel.mesh;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * The side that opens flows of datagrams.
 *
 * <p>A flow is there at once: what is written to it travels behind its request. Where the peer refuses, the flow's channel
 * sees a {@link RefusedException} and closes. <b>Threads:</b> the stream's event loop only.
 */
public final class FlowDialler extends FlowStream {
    /** The name under which the protocol is negotiated. */
    public static final String ID = PROTOCOL_ID;

    private long lastFlow;

    private FlowDialler(Channel stream) {
        super(stream);
    }

    /** Takes over a stream for which {@link #ID} has been negotiated, or is going to be. */
    public static FlowDialler on(Channel stream) {
        FlowDialler dialler = new FlowDialler(stream);
        dialler.start();
        return dialler;
    }

    /** Whether the stream still stands. */
    public boolean open() {
        return channel().isActive();
    }

    /** Opens a flow; its channel has auto-read off, and each message is a datagram. */
    public Channel open(ProxyRequest request) {
        FlowChannel flow = add(++lastFlow);
        ByteBuf payload = channel().alloc().buffer();
        NativeProxyDialect.INSTANCE.writeRequest(request, payload);
        send(flow.flowId(), OPEN, payload);
        flush();
        return flow;
    }

    @Override
    void opened(long flowId, ByteBuf request) {
        throw new MalformedException("the peer opens a flow on a stream that is not its own");
    }
}
