package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.List;

/** The peer does not speak the protocol that a stream was opened for. */
public final class ProtocolRefusedException extends HostException {
    private static final long serialVersionUID = 1L;

    private final List<String> offered;

    ProtocolRefusedException(PeerId peerId, List<String> offered) {
        super("peer " + peerId + " does not speak " + String.join(" or ", offered));
        this.offered = List.copyOf(offered);
    }

    /** Returns the protocols it was offered. */
    public List<String> offered() {
        return offered;
    }
}
