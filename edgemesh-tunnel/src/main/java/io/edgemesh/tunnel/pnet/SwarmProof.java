package io.edgemesh.tunnel.pnet;

import io.edgemesh.tunnel.multiformats.PeerId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * What shows a peer that we hold the secret of its swarm, without telling it: for connections that are encrypted otherwise
 * than by the secret. Each side proves itself over numbers that both have chosen and ids that are proven already, so that
 * no proof is of use on another connection, in the other part, or to anybody in between.
 *
 * @param diallerNonce  {@value #BYTES} bytes of chance, chosen by the side that dialled
 * @param listenerNonce likewise by the other
 */
@SuppressWarnings("ArrayRecordComponent") // lives for the length of a handshake
public record SwarmProof(
        SwarmSecret secret, PeerId dialler, PeerId listener, byte[] diallerNonce, byte[] listenerNonce) {
    /** Length of numbers and proofs. */
    public static final int BYTES = 32;

    private static final String PURPOSE = "edgemesh/swarm-proof/1.0.0";
    private static final byte DIALLER = 1;
    private static final byte LISTENER = 2;

    /** Returns the proof of the side that dialled, or of the other. */
    public byte[] of(boolean ofDialler) {
        byte[] diallerId = dialler.toBytes();
        byte[] listenerId = listener.toBytes();
        ByteBuffer statement = ByteBuffer.allocate(1 + 2 * BYTES + 4 + diallerId.length + listenerId.length)
                .put(ofDialler ? DIALLER : LISTENER)
                .put(diallerNonce)
                .put(listenerNonce)
                .putShort((short) diallerId.length)
                .put(diallerId)
                .putShort((short) listenerId.length)
                .put(listenerId);
        return SwarmSecret.hmac(secret.derive(PURPOSE, ""), statement.array());
    }

    /** Returns whether the proof is that of the side that dialled, or of the other. */
    public boolean verifies(byte[] proof, boolean ofDialler) {
        return MessageDigest.isEqual(of(ofDialler), proof);
    }
}
