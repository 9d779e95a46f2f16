package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.multiformats.Multiaddr;

/** The two circles of nodes that Go agents keep apart, each with a protocol of its own. */
enum Scope {
    /** Those that anybody can reach. */
    WAN("/ipfs/kad/1.0.0"),
    /** Those on the local network: it finds its nodes when it is cut off. */
    LAN("/ipfs/lan/kad/1.0.0");

    private final String protocolId;

    Scope(String protocolId) {
        this.protocolId = protocolId;
    }

    String protocolId() {
        return protocolId;
    }

    /** Returns whether a peer that is directly reached at the address belongs here. */
    boolean covers(Multiaddr address) {
        return !address.relayed() && address.socketAddress() != null && address.local() == (this == LAN);
    }
}
