package io.edgemesh.tunnel.yamux;

import io.edgemesh.tunnel.StreamChannel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a stream's pipeline sees. */
final class Recorder extends ChannelInboundHandlerAdapter {
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    final List<Throwable> failures = new ArrayList<>();
    int reads;
    int readsCompleted;
    boolean inputEnded;
    boolean inactive;
    StreamChannel channel;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = (StreamChannel) ctx.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        received.writeBytes(io.netty.buffer.ByteBufUtil.getBytes(bytes));
        bytes.release();
        reads++;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        readsCompleted++;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        inputEnded |= event == ChannelInputShutdownEvent.INSTANCE;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failures.add(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        inactive = true;
    }
}
