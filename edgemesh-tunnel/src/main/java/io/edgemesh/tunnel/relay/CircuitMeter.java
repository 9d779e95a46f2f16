package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.StreamChannel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.LongAdder;

/** Counts what one direction of a circuit carries, and resets the stream that it comes from when it is too much. */
final class CircuitMeter extends ChannelInboundHandlerAdapter {
    private final long maxBytes;
    private final LongAdder total;
    private long bytes;

    /** Creates the meter of one direction; {@code maxBytes} is 0 for any number. */
    CircuitMeter(long maxBytes, LongAdder total) {
        this.maxBytes = maxBytes;
        this.total = total;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        int length = buffer.readableBytes();
        bytes += length;
        if (maxBytes > 0 && bytes > maxBytes) {
            buffer.release();
            ((StreamChannel) ctx.channel()).reset(); // the other end of the circuit follows
            return;
        }
        total.add(length);
        ctx.fireChannelRead(message);
    }
}
