package io.edgemesh.tunnel.noise;

import io.edgemesh.tunnel.crypto.CryptoProvider;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.security.HandshakeException;
import io.edgemesh.tunnel.security.HandshakeTimeoutException;
import io.edgemesh.tunnel.security.PeerIdMismatchException;
import io.edgemesh.tunnel.security.SecuredPeer;
import io.edgemesh.tunnel.security.SecurityRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes a Noise handshake through a channel, proves who the peer is, hands the keys to the cipher behind it, and removes
 * itself. Reads whole frames; whatever goes wrong closes the channel and fails the promise.
 */
final class NoiseHandshaker extends SimpleChannelInboundHandler<ByteBuf> {
    private static final byte[] NO_PAYLOAD = {};

    private final CryptoProvider crypto;
    private final NoiseHandshake handshake;
    private final byte[] payload;
    private final SecurityRequest request;
    private final NoiseCipherHandler cipher;
    private final Promise<SecuredPeer> secured;
    private @Nullable Future<?> timeout;
    private @Nullable SecuredPeer peer;

    NoiseHandshaker(
            CryptoProvider crypto,
            NoiseHandshake handshake,
            byte[] payload,
            SecurityRequest request,
            NoiseCipherHandler cipher,
            Promise<SecuredPeer> secured) {
        this.crypto = crypto;
        this.handshake = handshake;
        this.payload = payload;
        this.request = request;
        this.cipher = cipher;
        this.secured = secured;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timeout = ctx.executor()
                .schedule(
                        () -> fail(ctx, new HandshakeTimeoutException(NoiseTransport.PROTOCOL_ID, request.timeout())),
                        request.timeout().toNanos(),
                        TimeUnit.NANOSECONDS);
        if (request.initiator()) {
            attempt(ctx, () -> send(ctx, NO_PAYLOAD));
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) {
        if (!secured.isDone()) {
            attempt(ctx, () -> receive(ctx, ByteBufUtil.getBytes(frame)));
        }
    }

    private void receive(ChannelHandlerContext ctx, byte[] message) throws GeneralSecurityException {
        byte[] remotePayload = handshake.read(message);
        if (handshake.remoteStaticKey().length > 0) {
            peer = identify(NoisePayload.read(remotePayload, handshake.remoteStaticKey()));
        }
        if (handshake.ourTurn()) {
            send(ctx, payload);
        }
        if (handshake.done()) {
            finish(ctx);
        }
    }

    private SecuredPeer identify(NoisePayload remote) {
        PeerId expected = request.expectedPeer();
        PeerId actual = remote.publicKey().peerId();
        if (expected != null && !expected.equals(actual)) {
            throw new PeerIdMismatchException(expected, actual);
        }
        return new SecuredPeer(remote.publicKey(), commonMuxer(remote.muxers()));
    }

    /** The initiator's order decides. */
    private @Nullable String commonMuxer(List<String> remoteMuxers) {
        List<String> first = request.initiator() ? request.muxers() : remoteMuxers;
        List<String> second = request.initiator() ? remoteMuxers : request.muxers();
        return first.stream().filter(second::contains).findFirst().orElse(null);
    }

    private void send(ChannelHandlerContext ctx, byte[] content) throws GeneralSecurityException {
        byte[] message = handshake.write(content);
        ctx.writeAndFlush(ctx.alloc()
                .buffer(NoiseFrame.PREFIX_LENGTH + message.length)
                .writeShort(message.length)
                .writeBytes(message));
    }

    private void finish(ChannelHandlerContext ctx) {
        SymmetricState.Keys keys = handshake.split();
        byte[] ours = request.initiator() ? keys.initiator() : keys.responder();
        byte[] theirs = request.initiator() ? keys.responder() : keys.initiator();
        cipher.start(crypto.aead(ours), crypto.aead(theirs));
        ctx.pipeline().remove(this);
        secured.trySuccess(Objects.requireNonNull(peer));
    }

    private interface Step {
        void run() throws GeneralSecurityException;
    }

    private void attempt(ChannelHandlerContext ctx, Step step) {
        try {
            step.run();
        } catch (HandshakeException e) {
            fail(ctx, e);
        } catch (GeneralSecurityException | MalformedException e) {
            fail(
                    ctx,
                    new HandshakeException(
                            "the Noise handshake failed, the remote's message is not valid: " + e.getMessage(), e));
        }
    }

    private void fail(ChannelHandlerContext ctx, HandshakeException failure) {
        secured.tryFailure(failure);
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, new HandshakeException("the remote hung up during the Noise handshake"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, new HandshakeException("the Noise handshake failed: " + cause, cause));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }
}
