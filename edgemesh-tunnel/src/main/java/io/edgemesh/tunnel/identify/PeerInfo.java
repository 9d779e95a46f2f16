package io.edgemesh.tunnel.identify;

import io.edgemesh.tunnel.identity.PeerRecord;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a peer has said about itself. Claims, except for the signed record.
 *
 * @param protocolVersion the family of protocols it belongs to; may be empty
 * @param agentVersion    its software; may be empty
 * @param listenAddresses where it listens
 * @param observedAddress where it sees us, or {@code null} where it does not say
 * @param protocols       what it serves
 * @param record          its addresses under its signature, or {@code null} where it sent none
 */
public record PeerInfo(
        String protocolVersion,
        String agentVersion,
        List<Multiaddr> listenAddresses,
        @Nullable Multiaddr observedAddress,
        List<String> protocols,
        @Nullable PeerRecord record) {
    static final PeerInfo NONE = new PeerInfo("", "", List.of(), null, List.of(), null);

    public PeerInfo {
        listenAddresses = List.copyOf(listenAddresses);
        protocols = List.copyOf(protocols);
    }

    /** This, with what a later message says; what that leaves out stays. */
    PeerInfo updatedBy(PeerInfo later) {
        return new PeerInfo(
                later.protocolVersion.isEmpty() ? protocolVersion : later.protocolVersion,
                later.agentVersion.isEmpty() ? agentVersion : later.agentVersion,
                later.listenAddresses.isEmpty() ? listenAddresses : later.listenAddresses,
                later.observedAddress == null ? observedAddress : later.observedAddress,
                later.protocols.isEmpty() ? protocols : later.protocols,
                later.record == null ? record : later.record);
    }
}
