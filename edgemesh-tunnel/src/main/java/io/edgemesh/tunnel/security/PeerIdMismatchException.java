package io.edgemesh.tunnel.security;

import io.edgemesh.tunnel.multiformats.PeerId;

/** The peer that answered is not the one that was dialled: a stale address, a copied identity, or an impostor. */
public final class PeerIdMismatchException extends HandshakeException {
    private static final long serialVersionUID = 1L;

    public PeerIdMismatchException(PeerId expected, PeerId actual) {
        super("dialled peer " + expected + ", but " + actual
                + " answered; does the address belong to another node now, or has the node a new identity?");
    }
}
