package io.edgemesh.proxy.forward;

import io.edgemesh.api.dial.EarlyData;
import io.edgemesh.api.dial.Forwarder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/**
 * Reads a client whose connection is still being opened, for its dial's {@link EarlyData}.
 *
 * <p>Stands last in the pipeline of an active channel with auto-read off, from before the dial begins until {@link #join}.
 * <b>Threads:</b> the client's event loop, which is that of the dial. <b>Limit:</b> reads on until the data is full.
 * <b>Buffers:</b> go to the data, and with it to the dial.
 */
final class EarlyFeed extends ChannelInboundHandlerAdapter {
    private final EarlyData data = EarlyData.once();
    private boolean inputEnded;

    /** Returns what has been read, for the dial. */
    EarlyData data() {
        return data;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        data.add((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!inputEnded && !data.isFull()) {
            ctx.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // which cancels the dial
    }

    /** Joins the client with the channel that its dial was answered with, as {@link Forwarder#join} does, and leaves. */
    void join(Channel client, Channel upstream) {
        ChannelHandlerContext ctx = client.pipeline().context(this);
        Forwarder.join(client, upstream);
        if (inputEnded) {
            ctx.fireChannelRead(Unpooled.EMPTY_BUFFER); // with this, all before it is written when the end is passed on
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        if (!ctx.isRemoved()) { // as it is where the two have closed already
            client.pipeline().remove(this);
        }
    }
}
