package io.edgemesh.tunnel.ping;

import io.edgemesh.tunnel.PeerProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Sends one payload and waits for it. */
final class Pinger extends ByteToMessageDecoder {
    private final byte[] payload;
    private final Promise<Duration> promise;
    private long sentNanos;

    Pinger(byte[] payload, Promise<Duration> promise) {
        this.payload = payload;
        this.promise = promise;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        sentNanos = ctx.executor().ticker().nanoTime();
        ctx.writeAndFlush(Unpooled.wrappedBuffer(payload));
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < payload.length) {
            return;
        }
        byte[] answer = new byte[payload.length];
        in.readBytes(answer);
        if (!Arrays.equals(answer, payload)) {
            throw new PeerProtocolException("peer answered a ping with other bytes than it was sent");
        }
        promise.trySuccess(Duration.ofNanos(ctx.executor().ticker().nanoTime() - sentNanos));
        ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        promise.tryFailure(cause.getCause() instanceof PeerProtocolException breach ? breach : cause);
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        promise.tryFailure(new PeerProtocolException("peer closed the stream without an answer to a ping"));
    }
}
