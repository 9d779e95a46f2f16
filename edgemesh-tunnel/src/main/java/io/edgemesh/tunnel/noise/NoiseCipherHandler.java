package io.edgemesh.tunnel.noise;

import io.edgemesh.tunnel.crypto.Aead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CoalescingBufferQueue;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what is written and decrypts what is read, once it has its keys; until then writes wait.
 *
 * <p>What was written between two flushes goes out in frames of up to {@value NoiseFrame#WRITTEN_PLAIN_LENGTH} bytes.
 * <b>Buffers:</b> reads whole frames and decrypts each where it lies, if the cipher can; writes are copied once and
 * encrypted where the copy lies, for a written buffer may be shared. <b>Limit:</b> keeps what is written until it is flushed, and
 * counts it as pending, so that the channel's writability says when to stop.
 */
final class NoiseCipherHandler extends ChannelDuplexHandler {
    private static final byte[] NO_ASSOCIATED_DATA = {};
    private static final int FLUSHES_AT_ONCE = 16;

    private @Nullable CoalescingBufferQueue pending;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Aead outbound;
    private @Nullable Aead inbound;
    private long outboundNonce;
    private long inboundNonce;
    private boolean flushWanted;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        pending = new CoalescingBufferQueue(ctx.channel(), FLUSHES_AT_ONCE, true);
    }

    /** Begins to work with these keys and sends what has been waiting for them. */
    void start(Aead ours, Aead theirs) {
        outbound = ours;
        inbound = theirs;
        if (flushWanted) {
            flush(context());
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    private CoalescingBufferQueue pending() {
        return Objects.requireNonNull(pending);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        pending().add((ByteBuf) message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        if (outbound == null) {
            flushWanted = true;
            return;
        }
        while (!pending().isEmpty()) {
            ChannelPromise promise = ctx.newPromise();
            ByteBuf plain = pending().remove(NoiseFrame.WRITTEN_PLAIN_LENGTH, promise);
            try {
                ctx.write(seal(ctx.alloc(), outbound, plain), promise);
            } finally {
                plain.release();
            }
        }
        ctx.flush();
    }

    private ByteBuf seal(ByteBufAllocator allocator, Aead cipher, ByteBuf plain) {
        int length = plain.readableBytes();
        int sealedLength = length + Aead.TAG_LENGTH;
        ByteBuf frame = allocate(allocator, cipher, NoiseFrame.PREFIX_LENGTH + sealedLength);
        frame.writeShort(sealedLength);
        plain.readBytes(frame, length); // part by part; the other way round would join the parts in an array first
        try {
            cipher.seal(outboundNonce++, NO_ASSOCIATED_DATA, frame, NoiseFrame.PREFIX_LENGTH, length);
        } catch (GeneralSecurityException e) {
            frame.release();
            throw new IllegalStateException("encryption cannot fail", e);
        }
        return frame.writerIndex(NoiseFrame.PREFIX_LENGTH + sealedLength);
    }

    private static ByteBuf allocate(ByteBufAllocator allocator, Aead cipher, int length) {
        return cipher.prefersDirect() ? allocator.directBuffer(length) : allocator.heapBuffer(length);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf frame = (ByteBuf) message;
        if (inbound == null) { // nothing that follows a frame that was not genuine can be
            frame.release();
            return;
        }
        ByteBuf plain = openable(ctx.alloc(), inbound, frame);
        try {
            inbound.open(inboundNonce++, NO_ASSOCIATED_DATA, plain, plain.readerIndex(), plain.readableBytes());
        } catch (GeneralSecurityException e) {
            plain.release();
            inbound = null;
            ctx.fireExceptionCaught(new NoiseFrameException("a frame was changed or made up on its way to us"));
            ctx.close();
            return;
        }
        ctx.fireChannelRead(plain.writerIndex(plain.writerIndex() - Aead.TAG_LENGTH));
    }

    /** The frame itself if it is such as the cipher likes it, else a copy; takes and gives ownership. */
    private static ByteBuf openable(ByteBufAllocator allocator, Aead cipher, ByteBuf frame) {
        if (frame.isDirect() == cipher.prefersDirect() && !frame.isReadOnly()) {
            return frame;
        }
        try {
            return allocate(allocator, cipher, frame.readableBytes()).writeBytes(frame);
        } finally {
            frame.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        pending().releaseAndFailAll(ctx, new ClosedChannelException());
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        pending().releaseAndFailAll(ctx, new ClosedChannelException());
    }
}
