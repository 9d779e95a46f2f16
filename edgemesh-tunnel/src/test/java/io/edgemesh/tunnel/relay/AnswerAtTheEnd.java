package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.host.NegotiatedStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;

/** Says how much came, once nothing more can come. */
final class AnswerAtTheEnd extends ChannelInboundHandlerAdapter {
    private int bytes;

    private AnswerAtTheEnd() {}

    static void serve(NegotiatedStream stream) {
        stream.channel().pipeline().addLast(new AnswerAtTheEnd());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        bytes += ((ByteBuf) message).readableBytes();
        ((ByteBuf) message).release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ctx.writeAndFlush(Unpooled.copiedBuffer(bytes + " bytes came", StandardCharsets.UTF_8));
            ((DuplexChannel) ctx.channel()).shutdownOutput();
        }
    }
}
