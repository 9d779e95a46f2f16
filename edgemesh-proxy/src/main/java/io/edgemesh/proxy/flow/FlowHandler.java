package io.edgemesh.proxy.flow;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one handler of a datagram socket with flows: passes on what arrives, and ends the flows with the socket.
 *
 * @param <K> what tells flows apart
 */
public abstract class FlowHandler<K> extends ChannelInboundHandlerAdapter {
    private static final Logger LOGGER = LoggerFactory.getLogger(FlowHandler.class);

    private @Nullable FlowTable<K> flows;

    /** Returns a new table for the socket, which is bound. */
    protected abstract FlowTable<K> newFlows(Channel socket);

    /**
     * Returns the flow that a datagram belongs to, or {@code null} to drop it; the packet stays the caller's. What it has
     * read of the content is not passed on.
     */
    protected abstract @Nullable K flowOf(DatagramPacket packet);

    @Override
    public final void channelActive(ChannelHandlerContext ctx) {
        flows = newFlows(ctx.channel());
    }

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        K flow = flows == null ? null : flowOf(packet);
        if (flows == null || flow == null) {
            packet.release();
        } else {
            flows.send(flow, packet.content());
        }
    }

    @Override
    public final void channelReadComplete(ChannelHandlerContext ctx) {
        if (flows != null) {
            flows.flush();
        }
    }

    @Override
    public final void channelInactive(ChannelHandlerContext ctx) {
        if (flows != null) {
            flows.close();
        }
    }

    /** An unconnected socket hears of unreachable peers; nothing is wrong with it. */
    @Override
    public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOGGER.atDebug()
                .addKeyValue("listener", ctx.channel().localAddress())
                .addKeyValue("failure", cause.toString())
                .log("a datagram could not be received");
    }
}
