package io.edgemesh.tunnel.quic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/** The last handler of Netty's channel for a stream: tells the {@link QuicStream} on top of it what comes. */
final class QuicWire extends ChannelInboundHandlerAdapter {
    private final QuicStream stream;

    QuicWire(QuicStream stream) {
        this.stream = stream;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.channel().eventLoop().register(stream);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        stream.input().received((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        stream.input().readComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            stream.input().remoteEnds();
        }
    }

    /** Netty tells so of a reset, and of nothing else. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        stream.remoteResets();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stream.wireLost();
    }
}
