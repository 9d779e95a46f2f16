package io.edgemesh.tunnel.noise;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.identity.PeerPublicKey;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What libp2p says within the Noise handshake: "this Noise key is mine", signed with the identity key, and which muxers
 * the speaker has.
 *
 * <p>{@code 1: identity_key, 2: identity_sig, 4: extensions {2: stream_muxers*}}
 *
 * @param publicKey the speaker's identity; the signature has been verified
 * @param muxers    the speaker's stream multiplexers, in its order
 * @see <a href="https://github.com/libp2p/specs/blob/master/noise/README.md#libp2p-data-in-handshake-messages">
 *     noise-libp2p, "libp2p Data in Handshake Messages"</a>
 */
record NoisePayload(PeerPublicKey publicKey, List<String> muxers) {
    private static final byte[] SIGNATURE_PREFIX = "noise-libp2p-static-key:".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_MUXERS = 100;

    NoisePayload {
        muxers = List.copyOf(muxers);
    }

    /** Returns the signature that ties the Noise key {@code staticKey} to an identity. */
    static byte[] sign(PeerKeyPair identity, byte[] staticKey) {
        return identity.sign(signed(staticKey));
    }

    /** Writes the payload of the holder of {@code identityKey}. */
    static byte[] write(PeerPublicKey identityKey, byte[] signature, List<String> muxers) {
        ByteBuf out = Unpooled.buffer();
        ProtoWriter writer =
                new ProtoWriter(out).bytes(1, identityKey.toBytes()).bytes(2, signature);
        if (!muxers.isEmpty()) {
            writer.message(4, extensions -> muxers.forEach(muxer -> extensions.string(2, muxer)));
        }
        return ByteBufUtil.getBytes(out);
    }

    /**
     * Reads the payload of the holder of the Noise key {@code staticKey}.
     *
     * @throws MalformedException if it is none, or its signature is not good for that key
     */
    static NoisePayload read(byte[] payload, byte[] staticKey) {
        byte[] identityKey = new byte[0];
        byte[] signature = new byte[0];
        List<String> muxers = new ArrayList<>();
        ProtoReader in = new ProtoReader(Unpooled.wrappedBuffer(payload));
        while (in.next()) {
            switch (in.field()) {
                case 1 -> identityKey = in.bytes();
                case 2 -> signature = in.bytes();
                case 4 -> readExtensions(in.message(), muxers);
                default -> {}
            }
        }
        PeerPublicKey publicKey = PeerPublicKey.from(identityKey);
        if (!publicKey.verify(signed(staticKey), signature)) {
            throw new MalformedException("the Noise key is not signed by " + publicKey.peerId());
        }
        return new NoisePayload(publicKey, muxers);
    }

    private static void readExtensions(ProtoReader extensions, List<String> muxers) {
        while (extensions.next()) {
            if (extensions.field() == 2 && muxers.size() < MAX_MUXERS) {
                muxers.add(extensions.string());
            }
        }
    }

    private static byte[] signed(byte[] staticKey) {
        byte[] signed = Arrays.copyOf(SIGNATURE_PREFIX, SIGNATURE_PREFIX.length + staticKey.length);
        System.arraycopy(staticKey, 0, signed, SIGNATURE_PREFIX.length, staticKey.length);
        return signed;
    }
}
