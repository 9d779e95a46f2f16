package io.edgemesh.benchmarks.libp2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.CompletableFuture;

/** Sends so many bytes as fast as the stream takes them, and waits for the answer that they have been read. */
final class Sender extends ChannelInboundHandlerAdapter {
    private static final int CHUNK_BYTES = 64 * 1024;

    // The same bytes again and again, as the Go program does.
    private static final ByteBuf CHUNK =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(CHUNK_BYTES).writeZero(CHUNK_BYTES));

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
            int length = (int) Math.min(left, CHUNK_BYTES);
            left -= length;
            ctx.writeAndFlush(CHUNK.retainedSlice(0, length));
        }
        if (left == 0 && !ended) {
            ended = true;
            ((DuplexChannel) ctx.channel()).shutdownOutput();
        }
    }
}
