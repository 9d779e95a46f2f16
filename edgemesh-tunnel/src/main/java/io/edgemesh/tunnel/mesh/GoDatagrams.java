package io.edgemesh.tunnel.mesh;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops datagrams that are longer than a Go agent's read buffer, where each would arrive as two; so do networks with what is
 * too long for them.
 */
final class GoDatagrams extends ChannelOutboundHandlerAdapter {
    static final int MAX_BYTES = 4096;

    private static final Logger LOGGER = LoggerFactory.getLogger(GoDatagrams.class);

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf datagram = (ByteBuf) message;
        if (datagram.readableBytes() <= MAX_BYTES) {
            ctx.writeAndFlush(datagram, promise);
            return;
        }
        LOGGER.atDebug()
                .addKeyValue("bytes", datagram.readableBytes())
                .log("datagram dropped: a Go agent takes 4096 bytes at most");
        datagram.release();
        promise.setSuccess();
    }
}
