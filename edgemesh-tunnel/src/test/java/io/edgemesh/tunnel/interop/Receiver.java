package io.edgemesh.tunnel.interop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;

/** Takes in all that comes: how much it was, its digest, and its first bytes. */
final class Receiver extends ChannelInboundHandlerAdapter {
    private static final int KEPT = 64;

    private final MessageDigest digest = InteropProtocols.sha256();
    private final ByteArrayOutputStream first = new ByteArrayOutputStream();
    private final CompletableFuture<Received> received = new CompletableFuture<>();
    private final long enough;
    private long bytes;

    /** Creates one that takes in all up to the remote's end. */
    Receiver() {
        this(Long.MAX_VALUE);
    }

    /** Creates one that is content with so many bytes. */
    Receiver(long enough) {
        this.enough = enough;
    }

    record Received(long bytes, byte[] digest, byte[] first) {}

    /** Completes when enough has come or the remote has ended its output; fails with what ends the stream otherwise. */
    CompletableFuture<Received> received() {
        return received;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf part = (ByteBuf) message;
        bytes += part.readableBytes();
        digest.update(part.nioBuffer());
        byte[] kept = new byte[Math.min(part.readableBytes(), KEPT - first.size())];
        part.readBytes(kept).release();
        first.writeBytes(kept);
        if (bytes >= enough) {
            complete();
        }
    }

    private void complete() {
        received.complete(new Received(bytes, digest.digest(), first.toByteArray()));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            complete();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        received.completeExceptionally(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        received.completeExceptionally(new IllegalStateException("closed after " + bytes + " bytes without an end"));
    }
}
