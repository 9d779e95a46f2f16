package io.edgemesh.benchmarks.libp2p;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Sends 64 bytes, waits until they are back, pauses, and again; then closes the stream and tells how long each took. */
final class RoundTrips extends ChannelInboundHandlerAdapter {
    private static final int PAYLOAD = 64;

    private final long[] nanos;
    private final int pauseMillis;
    private final Consumer<long[]> onDone;
    private int finished;
    private int received;
    private long sentAt;

    RoundTrips(int count, int pauseMillis, Consumer<long[]> onDone) {
        this.nanos = new long[count];
        this.pauseMillis = pauseMillis;
        this.onDone = onDone;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        send(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        received += bytes.readableBytes();
        bytes.release();
        if (received == PAYLOAD) {
            received = 0;
            nanos[finished++] = System.nanoTime() - sentAt;
            next(ctx);
        }
    }

    private void next(ChannelHandlerContext ctx) {
        if (finished == nanos.length) {
            ctx.close();
            onDone.accept(nanos);
        } else if (pauseMillis > 0) {
            ctx.executor().schedule(() -> send(ctx), pauseMillis, TimeUnit.MILLISECONDS);
        } else {
            send(ctx);
        }
    }

    private void send(ChannelHandlerContext ctx) {
        sentAt = System.nanoTime();
        ctx.writeAndFlush(ctx.alloc().buffer(PAYLOAD).writeZero(PAYLOAD));
    }
}
