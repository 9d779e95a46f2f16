package io.edgemesh.tunnel.security;

import io.edgemesh.tunnel.identity.PeerPublicKey;
import io.edgemesh.tunnel.multiformats.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Who a handshake proved to be at the other end.
 *
 * @param publicKey the key that the peer has shown to hold; its {@link #peerId} follows from it
 * @param muxer     the stream multiplexer both sides settled on within the handshake, or {@code null} if they did not
 */
public record SecuredPeer(PeerPublicKey publicKey, @Nullable String muxer) {
    /** Returns the peer's id. */
    public PeerId peerId() {
        return publicKey.peerId();
    }
}
