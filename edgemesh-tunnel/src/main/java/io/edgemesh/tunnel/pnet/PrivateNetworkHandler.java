package io.edgemesh.tunnel.pnet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts every byte of a connection with the swarm's secret: each side sends a nonce of 24 bytes and then its stream
 * under XSalsa20.
 *
 * <p>The protocol itself cannot tell a wrong secret, for whatever arrives decrypts to something. So the handler is told
 * how every conversation begins, and compares: where the remote's first bytes are not that, it fires a
 * {@link SwarmSecretException} that says what was seen, and closes.
 *
 * <p><b>Place:</b> first in the pipeline, before anything is written. <b>Buffers:</b> works on direct buffers where they
 * lie, unless somebody else may hold them too; then into a new one. <b>Threads:</b> the channel's event loop only.
 */
public final class PrivateNetworkHandler extends ChannelDuplexHandler {
    private final SwarmSecret secret;
    private final byte[] ownNonce = new byte[XSalsa20.NONCE_LENGTH];
    private final XSalsa20 outbound;
    private final Greeting greeting;

    private final ByteBuf remoteNonce = Unpooled.buffer(XSalsa20.NONCE_LENGTH, XSalsa20.NONCE_LENGTH);
    private @Nullable XSalsa20 inbound;
    private boolean nonceSent;
    private boolean failed;

    /**
     * Creates the handler of one connection.
     *
     * @param greeting the bytes that every conversation on top of this begins with; empty if there are none
     */
    public PrivateNetworkHandler(SwarmSecret secret, SecureRandom random, byte[] greeting) {
        this.secret = secret;
        this.greeting = new Greeting(greeting);
        random.nextBytes(ownNonce);
        outbound = new XSalsa20(secret.key(), ownNonce);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            sendNonce(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        sendNonce(ctx);
        ctx.fireChannelActive();
    }

    /** Not flushed: the nonce leaves together with the first message. */
    private void sendNonce(ChannelHandlerContext ctx) {
        if (!nonceSent) {
            nonceSent = true;
            ctx.write(Unpooled.wrappedBuffer(ownNonce));
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ctx.write(apply(outbound, ctx, (ByteBuf) message), promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (failed || !nonceComplete(ctx, in)) {
            in.release();
            return;
        }
        if (!in.isReadable()) {
            in.release();
            return;
        }
        ByteBuf plain = apply(Objects.requireNonNull(inbound), ctx, in);
        if (greeting.stillPossibleAfter(plain)) {
            ctx.fireChannelRead(plain);
        } else {
            plain.release();
            fail(ctx, "the remote's swarm secret differs from ours: its first bytes make no sense under our secret");
        }
    }

    /** Takes what is missing of the remote's nonce; returns whether all of it is there. */
    private boolean nonceComplete(ChannelHandlerContext ctx, ByteBuf in) {
        if (inbound != null) {
            return true;
        }
        remoteNonce.writeBytes(in, Math.min(in.readableBytes(), remoteNonce.writableBytes()));
        if (greeting.equalsStartOf(remoteNonce)) {
            fail(ctx, "the remote speaks without any swarm secret, and we with one");
            return false;
        }
        if (remoteNonce.isWritable()) {
            return false;
        }
        inbound = new XSalsa20(secret.key(), remoteNonce.array());
        return true;
    }

    /** Encrypts or decrypts {@code in} where it lies if that is ours alone; takes ownership. */
    private static ByteBuf apply(XSalsa20 cipher, ChannelHandlerContext ctx, ByteBuf in) {
        int length = in.readableBytes();
        if (ownedByUsAlone(in)) {
            cipher.apply(in, in.readerIndex(), in, in.readerIndex(), length);
            return in;
        }
        try {
            ByteBuf out = ctx.alloc().ioBuffer(length).writerIndex(length);
            cipher.apply(in, in.readerIndex(), out, 0, length);
            return out;
        } finally {
            in.release();
        }
    }

    /** Not a part of another buffer, nor wrapped around an array that may be a constant. */
    private static boolean ownedByUsAlone(ByteBuf buffer) {
        return buffer.refCnt() == 1 && buffer.unwrap() == null && buffer.isDirect() && !buffer.isReadOnly();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!failed && remoteNonce.isReadable() && !greeting.complete()) {
            fail(ctx, "the remote hung up before a word was exchanged: its swarm secret may differ from ours");
        }
        ctx.fireChannelInactive();
    }

    private void fail(ChannelHandlerContext ctx, String message) {
        failed = true;
        ctx.fireExceptionCaught(new SwarmSecretException(message));
        ctx.close();
    }
}
