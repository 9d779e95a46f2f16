package io.edgemesh.tunnel.noise;

import io.edgemesh.tunnel.crypto.CryptoProvider;
import io.edgemesh.tunnel.crypto.CryptoProviders;
import io.edgemesh.tunnel.crypto.X25519Key;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.security.SecureTransport;
import io.edgemesh.tunnel.security.SecuredPeer;
import io.edgemesh.tunnel.security.SecurityRequest;
import io.netty.channel.Channel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

/**
 * Secures connections with Noise. One instance serves all connections of a host, from any thread.
 *
 * <p>The host's Noise key is made once and signed once, as the specification allows; every connection still has ephemeral
 * keys of its own.
 */
public final class NoiseTransport implements SecureTransport {
    /** The protocol's name in the negotiation. */
    public static final String PROTOCOL_ID = "/noise";

    private final CryptoProvider crypto;
    private final PeerKeyPair identity;
    private final X25519Key staticKey;
    private final byte[] signature;

    /** Creates a transport of the holder of {@code identity}, on the fastest cryptography that is here. */
    public NoiseTransport(PeerKeyPair identity) {
        this(identity, CryptoProviders.best());
    }

    /** Creates a transport of the holder of {@code identity} on chosen cryptography. */
    public NoiseTransport(PeerKeyPair identity, CryptoProvider crypto) {
        this.crypto = crypto;
        this.identity = identity;
        staticKey = crypto.generateX25519();
        signature = NoisePayload.sign(identity, staticKey.publicKey());
    }

    @Override
    public String protocolId() {
        return PROTOCOL_ID;
    }

    @Override
    public Future<SecuredPeer> secure(Channel channel, SecurityRequest request) {
        Promise<SecuredPeer> secured = channel.eventLoop().newPromise();
        NoiseCipherHandler cipher = new NoiseCipherHandler();
        NoiseHandshake handshake = new NoiseHandshake(crypto, request.initiator(), staticKey);
        byte[] payload = NoisePayload.write(identity.publicKey(), signature, request.muxers());
        channel.pipeline()
                .addLast(new LengthFieldBasedFrameDecoder(
                        NoiseFrame.PREFIX_LENGTH + NoiseFrame.MAX_LENGTH,
                        0,
                        NoiseFrame.PREFIX_LENGTH,
                        0,
                        NoiseFrame.PREFIX_LENGTH))
                .addLast(new NoiseHandshaker(crypto, handshake, payload, request, cipher, secured))
                .addLast(cipher);
        return secured;
    }
}
