package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.identify.Identify;
import io.edgemesh.tunnel.identify.PeerInfo;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Where this node and those that it is connected with are, as they say themselves. */
final class ConnectedPeers implements AddressBook {
    private final Libp2pHost host;
    private final Identify identify;
    private final Supplier<List<Multiaddr>> ownAddresses;

    ConnectedPeers(Libp2pHost host, Identify identify, Supplier<List<Multiaddr>> ownAddresses) {
        this.host = host;
        this.identify = identify;
        this.ownAddresses = ownAddresses;
    }

    @Override
    public List<Multiaddr> addressesOf(PeerId peerId) {
        return peerId.equals(host.peerId())
                ? ownAddresses.get()
                : host.connections().all(peerId).stream()
                        .map(identify::of)
                        .filter(Objects::nonNull)
                        .map(PeerInfo::listenAddresses)
                        .filter(addresses -> !addresses.isEmpty())
                        .findFirst()
                        .orElse(List.of());
    }
}
