package io.edgemesh.benchmarks.libp2p;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.CompletableFuture;

/** Sends so many bytes as fast as the stream takes them, and waits for the answer that they have been read. */
final class Sender extends ChannelInboundHandlerAdapter {
    private static final int CHUNK = 64 * 1024;

    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private long left;
    private boolean ended;

    Sender(long bytes) {
        this.left = bytes;
    }

    CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        send(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        send(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
        done.complete(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        done.completeExceptionally(cause);
    }

    private void send(ChannelHandlerContext ctx) {
        while (left > 0 && ctx.channel().isWritable()) {
            int length = (int) Math.min(left, CHUNK);
            left -= length;
            ByteBuf chunk = ctx.alloc().buffer(length).writerIndex(length);
            ctx.writeAndFlush(chunk);
        }
        if (left == 0 && !ended) {
            ended = true;
            ((DuplexChannel) ctx.channel()).shutdownOutput();
        }
    }
}
