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
 * <p><b>Place:</b> first in the pipeline, before anything is written. <b>Buffers:</b> decrypts in the buffer that was
 * read unless somebody else holds it too; encrypts into a new one, since written buffers may be shared. <b>Threads:</b>
 * the channel's event loop only.
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
        ByteBuf plain = (ByteBuf) message;
        try {
            int length = plain.readableBytes();
            ByteBuf encrypted = ctx.alloc().ioBuffer(length).writerIndex(length);
            outbound.apply(plain, plain.readerIndex(), encrypted, 0, length);
            ctx.write(encrypted, promise);
        } finally {
            plain.release();
        }
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
        ByteBuf plain = decrypt(ctx, in);
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

    private ByteBuf decrypt(ChannelHandlerContext ctx, ByteBuf in) {
        XSalsa20 cipher = Objects.requireNonNull(inbound);
        int length = in.readableBytes();
        if (in.refCnt() == 1 && !in.isReadOnly()) {
            cipher.apply(in, in.readerIndex(), in, in.readerIndex(), length);
            return in;
        }
        try {
            ByteBuf plain = ctx.alloc().ioBuffer(length).writerIndex(length);
            cipher.apply(in, in.readerIndex(), plain, 0, length);
            return plain;
        } finally {
            in.release();
        }
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
