package io.edgemesh.tunnel.identity;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.edgemesh.tunnel.multiformats.Varint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A statement with the signature of the peer that makes it, good for one purpose (its domain) only.
 *
 * @param signer      whose signature it bears; verified
 * @param payloadType what the payload is, a code of the multicodec table
 * @param payload     the statement; owned by the envelope, not to be changed
 * @see <a href="https://github.com/libp2p/specs/blob/master/RFC/0002-signed-envelopes.md">Signed envelopes</a>
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and handed over without copies
public record SignedEnvelope(PeerPublicKey signer, byte[] payloadType, byte[] payload) {
    /**
     * Signs {@code payload} for the purpose {@code domain}.
     *
     * @return the envelope in its binary form
     */
    public static byte[] seal(PeerKeyPair keyPair, String domain, byte[] payloadType, byte[] payload) {
        ByteBuf out = Unpooled.buffer();
        new ProtoWriter(out)
                .bytes(1, keyPair.publicKey().toBytes())
                .bytes(2, payloadType)
                .bytes(3, payload)
                .bytes(5, keyPair.sign(signed(domain, payloadType, payload)));
        return ByteBufUtil.getBytes(out);
    }

    /**
     * Opens an envelope in its binary form.
     *
     * @throws MalformedException if it is none, has a payload of another type, or its signature is not good for
     *     {@code domain}
     */
    public static SignedEnvelope open(byte[] bytes, String domain, byte[] expectedPayloadType) {
        byte[][] fields = new byte[6][];
        ProtoReader in = new ProtoReader(Unpooled.wrappedBuffer(bytes));
        while (in.next()) {
            if (in.field() < fields.length) {
                fields[in.field()] = in.bytes();
            }
        }
        PeerPublicKey signer = PeerPublicKey.from(require(fields[1], "public key"));
        byte[] payloadType = require(fields[2], "payload type");
        byte[] payload = require(fields[3], "payload");
        if (!Arrays.equals(payloadType, expectedPayloadType)) {
            throw new MalformedException("signed envelope of type " + ByteBufUtil.hexDump(payloadType) + " (expected: "
                    + ByteBufUtil.hexDump(expectedPayloadType) + ')');
        }
        if (!signer.verify(signed(domain, payloadType, payload), require(fields[5], "signature"))) {
            throw new MalformedException("signed envelope whose signature is not one of " + signer.peerId());
        }
        return new SignedEnvelope(signer, payloadType, payload);
    }

    private static byte[] require(byte @Nullable [] field, String name) {
        if (field == null) {
            throw new MalformedException("signed envelope without a " + name);
        }
        return field;
    }

    /** What is signed: domain, type and payload, each preceded by its length. */
    private static byte[] signed(String domain, byte[] payloadType, byte[] payload) {
        ByteBuf out = Unpooled.buffer();
        for (byte[] part : new byte[][] {domain.getBytes(StandardCharsets.UTF_8), payloadType, payload}) {
            Varint.write(out, part.length);
            out.writeBytes(part);
        }
        return ByteBufUtil.getBytes(out);
    }

    @Override
    public String toString() {
        return "SignedEnvelope[" + signer + ", type " + ByteBufUtil.hexDump(payloadType) + ", " + payload.length
                + " bytes]";
    }
}
