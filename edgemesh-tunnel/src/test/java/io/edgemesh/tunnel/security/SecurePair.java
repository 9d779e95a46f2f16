package io.edgemesh.tunnel.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Two ends of a connection that a handshake runs between, and the wire, which may cut and change what passes. */
final class SecurePair implements AutoCloseable {
    private static final int MANY_TURNS = 1000;

    final EmbeddedChannel dialler = channel();
    final EmbeddedChannel listener = channel();
    final Future<SecuredPeer> dialled;
    final Future<SecuredPeer> accepted;

    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private int piece = Integer.MAX_VALUE;
    private UnaryOperator<byte[]> tampering = bytes -> bytes;

    SecurePair(SecureTransport dialling, SecurityRequest dial, SecureTransport listening, SecurityRequest accept) {
        accepted = listening.secure(listener, accept);
        dialled = dialling.secure(dialler, dial);
    }

    private static EmbeddedChannel channel() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        return channel;
    }

    /** Lets no more than {@code bytes} arrive at once. */
    SecurePair cutInto(int bytes) {
        piece = bytes;
        return this;
    }

    /** Changes what the dialler sends. */
    SecurePair tamperingWithTheDiallersBytes(UnaryOperator<byte[]> change) {
        tampering = change;
        return this;
    }

    /** Carries bytes both ways until both sides are silent. */
    SecurePair run() {
        for (int turn = 0; turn < MANY_TURNS; turn++) {
            if (!carry(dialler, listener, tampering) & !carry(listener, dialler, bytes -> bytes)) {
                return this;
            }
        }
        throw new AssertionError("the two sides never fall silent");
    }

    private boolean carry(EmbeddedChannel from, EmbeddedChannel to, UnaryOperator<byte[]> change) {
        from.runPendingTasks();
        ByteBuf next = from.readOutbound();
        if (next == null) {
            if (!from.isActive() && to.isActive()) {
                to.close();
            }
            return false;
        }
        byte[] bytes = change.apply(ByteBufUtil.getBytes(next));
        next.release();
        seen.writeBytes(bytes);
        for (int at = 0; at < bytes.length && to.isActive(); at += Math.min(piece, bytes.length - at)) {
            to.writeInbound(Unpooled.copiedBuffer(bytes, at, Math.min(piece, bytes.length - at)));
        }
        return true;
    }

    /** Lets as much time pass as any handshake may take. */
    SecurePair passTime() {
        for (EmbeddedChannel channel : new EmbeddedChannel[] {dialler, listener}) {
            channel.advanceTimeBy(1, TimeUnit.MINUTES);
            channel.runScheduledPendingTasks();
        }
        return this;
    }

    boolean wireShows(String text) {
        return seen.toString(UTF_8).contains(text);
    }

    static String read(EmbeddedChannel channel) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
            text.append(next.toString(UTF_8));
            next.release();
        }
        return text.toString();
    }

    static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, UTF_8);
    }

    @Override
    public void close() {
        for (EmbeddedChannel channel : new EmbeddedChannel[] {dialler, listener}) {
            channel.close();
            channel.runPendingTasks();
            channel.releaseInbound();
            channel.releaseOutbound();
        }
    }
}
