package io.edgemesh.benchmarks.libp2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.CompletableFuture;

/** Sends so much as fast as the stream takes it, and waits for the answer that it has been read. */
final class Sender extends ChannelInboundHandlerAdapter {
    private static final int CHUNK_BYTES = 64 * 1024;

    // The same bytes again and again, as the Go program does.
    private static final ByteBuf CHUNK =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(CHUNK_BYTES).writeZero(CHUNK_BYTES));

    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private final Amount amount;
    private long sent;
    private boolean ended;

    Sender(Amount amount) {
        this.amount = amount;
    }

    /** Completes with the number of bytes. */
    CompletableFuture<Long> done() {
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
        done.complete(sent);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        done.completeExceptionally(cause);
    }

    private void send(ChannelHandlerContext ctx) {
        while (amount.left(sent) > 0 && ctx.channel().isWritable()) {
            int length = (int) Math.min(amount.left(sent), CHUNK_BYTES);
            sent += length;
            ctx.writeAndFlush(CHUNK.retainedSlice(0, length));
        }
        if (amount.left(sent) == 0 && !ended) {
            ended = true;
            ((DuplexChannel) ctx.channel()).shutdownOutput();
        }
    }
}
