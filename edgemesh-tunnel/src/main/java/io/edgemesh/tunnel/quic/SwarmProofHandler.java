package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.PeerProtocolException;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.pnet.SwarmProof;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.edgemesh.tunnel.pnet.SwarmSecretException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Proves to the peer that we hold the swarm's secret, and has it do the same, on a stream of its own.
 *
 * <pre>
 *   dialler                              listener
 *      number  ------------------------->
 *      <-------------------------  number
 *      proof  -------------------------->        right: answers; wrong: closes the connection
 *      <--------------------------  proof
 * </pre>
 *
 * <p>The dialler proves itself first, so that whoever scans for listeners gets nothing to try secrets on. All messages have
 * {@value SwarmProof#BYTES} bytes; no more is ever kept.
 */
final class SwarmProofHandler extends SimpleChannelInboundHandler<ByteBuf> {
    static final String PROTOCOL_ID = "/edgemesh/swarm-proof/1.0.0";

    private final SwarmSecret secret;
    private final PeerId self;
    private final PeerId peer;
    private final boolean dialler;
    private final Promise<Void> proven;
    private final byte[] nonce = new byte[SwarmProof.BYTES];
    private @Nullable SwarmProof proof; // once the peer's number is known

    /** @param proven kept when both sides have proven it; fails when the peer has not, or hangs up */
    SwarmProofHandler(
            SwarmSecret secret, PeerId self, PeerId peer, boolean dialler, SecureRandom random, Promise<Void> proven) {
        this.secret = secret;
        this.self = self;
        this.peer = peer;
        this.dialler = dialler;
        this.proven = proven;
        random.nextBytes(nonce);
    }

    /** Begins on a stream that has agreed on {@link #PROTOCOL_ID}. */
    void install(Channel stream) {
        stream.pipeline().addLast(new FixedLengthFrameDecoder(SwarmProof.BYTES), this);
        if (dialler) {
            send(stream, nonce);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
        byte[] bytes = new byte[SwarmProof.BYTES];
        message.readBytes(bytes);
        if (proof == null) {
            proof = dialler
                    ? new SwarmProof(secret, self, peer, nonce, bytes)
                    : new SwarmProof(secret, peer, self, bytes, nonce);
            send(ctx.channel(), dialler ? proof.of(true) : nonce);
        } else if (!proof.verifies(bytes, !dialler)) {
            proven.tryFailure(
                    new SwarmSecretException("the swarm secret differs: the peer has another one than this node"));
        } else {
            if (!dialler) {
                send(ctx.channel(), proof.of(false));
            }
            ctx.close();
            proven.trySuccess(null);
        }
    }

    private static void send(Channel stream, byte[] message) {
        stream.writeAndFlush(Unpooled.wrappedBuffer(message));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        proven.tryFailure(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        proven.tryFailure(
                new PeerProtocolException("the peer hung up instead of proving that it has the swarm secret"));
    }
}
