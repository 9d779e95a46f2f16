package io.edgemesh.tunnel.identify;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.identity.PeerRecord;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What we say of ourselves. The signature over our addresses is kept as long as they stay: to make one takes a millisecond. */
final class OwnDescription {
    private final Libp2pHost host;
    private final String protocolVersion;
    private final Supplier<List<Multiaddr>> addresses;
    private volatile @Nullable Sealed sealed;

    /** A record and its signed form. */
    private record Sealed(List<Multiaddr> addresses, byte[] envelope) {}

    OwnDescription(Libp2pHost host, String protocolVersion, Supplier<List<Multiaddr>> addresses) {
        this.host = host;
        this.protocolVersion = protocolVersion;
        this.addresses = addresses;
    }

    void write(ByteBuf out, Connection to) {
        List<Multiaddr> current = List.copyOf(addresses.get());
        PeerInfo info =
                new PeerInfo(protocolVersion, agentVersion(), current, to.remoteAddress(), host.protocols(), null);
        byte[] publicKey = host.keyPair().publicKey().toBytes();
        IdentifyMessage.write(out, publicKey, info, current.isEmpty() ? null : seal(current));
    }

    private byte[] seal(List<Multiaddr> current) {
        Sealed present = sealed;
        if (present == null || !present.addresses.equals(current)) {
            PeerRecord record = new PeerRecord(host.peerId(), host.clock().millis(), current);
            present = new Sealed(current, record.seal(host.keyPair()));
            sealed = present;
        }
        return present.envelope;
    }

    private static String agentVersion() {
        String version = OwnDescription.class.getPackage().getImplementationVersion();
        return "edgemesh-jvm/" + (version == null ? "dev" : version);
    }
}
