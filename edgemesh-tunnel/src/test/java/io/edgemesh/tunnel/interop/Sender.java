package io.edgemesh.tunnel.interop;

import io.edgemesh.tunnel.StreamChannel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.security.MessageDigest;
import java.util.SplittableRandom;

/** Sends so many bytes of chance as fast as they are taken, then ends the output. */
final class Sender extends ChannelInboundHandlerAdapter {
    private static final int CHUNK = 32 * 1024;

    private final SplittableRandom random = new SplittableRandom(42);
    private final MessageDigest digest = InteropProtocols.sha256();
    private long left;
    private boolean ended;

    Sender(long bytes) {
        left = bytes;
    }

    /** Returns the digest of all that was sent; once. */
    byte[] digest() {
        return digest.digest();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.executor().execute(() -> send(ctx));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        send(ctx);
        ctx.fireChannelWritabilityChanged();
    }

    private void send(ChannelHandlerContext ctx) {
        while (left > 0 && ctx.channel().isWritable()) {
            byte[] bytes = new byte[(int) Math.min(CHUNK, left)];
            random.nextBytes(bytes);
            digest.update(bytes);
            left -= bytes.length;
            ByteBuf chunk = ctx.alloc().buffer(bytes.length).writeBytes(bytes);
            ctx.writeAndFlush(chunk);
        }
        if (left == 0 && !ended) {
            ended = true;
            ((StreamChannel) ctx.channel()).shutdownOutput();
        }
    }
}
