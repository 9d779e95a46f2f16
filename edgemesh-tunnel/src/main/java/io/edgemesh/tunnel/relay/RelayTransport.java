package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.DialRequest;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.host.PeerTransport;
import io.edgemesh.tunnel.host.UpgradeRequest;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaches peers through relays, and is reached through them: the client's side of circuit relay v2.
 *
 * <p>Dials addresses such as {@code /ip4/192.0.2.1/tcp/20006/p2p/RELAY/p2p-circuit/p2p/TARGET}: connects to the relay
 * unless it is connected, asks it for a circuit, and makes a connection of the circuit, secured from end to end. A peer
 * that wants to be reached makes a reservation with {@link #reserve}, or has {@link RelayReservations} see to it.
 *
 * <p><b>Threads:</b> safe for use by several.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/relay/circuit-v2.md">circuit relay v2</a>
 */
public final class RelayTransport implements PeerTransport {
    private static final Logger LOGGER = LoggerFactory.getLogger(RelayTransport.class);

    private final Libp2pHost host;
    private final RelayClient client;

    private RelayTransport(Libp2pHost host) {
        this.host = host;
        client = new RelayClient(host.peerId());
    }

    /** Adds the transport to a host, which from then on also takes circuits that relays offer. */
    public static RelayTransport addTo(Libp2pHost host) {
        RelayTransport transport = new RelayTransport(host);
        host.addTransport(transport);
        host.handle(StopMessage.PROTOCOL, transport::onOffer);
        return transport;
    }

    /** Returns the address of {@code target} by way of a relay at {@code relayAddress}. */
    public static Multiaddr address(Multiaddr relayAddress, PeerId relay, PeerId target) {
        return circuitAddress(relayAddress, relay).withPeerId(target);
    }

    /** Returns the relay that a connection leads through, or {@code null} if it is direct. */
    public static @Nullable PeerId relayOf(Connection connection) {
        Multiaddr relay = connection.remoteAddress().decapsulate(Protocol.P2P_CIRCUIT);
        return connection.relayed() && relay != null ? relay.peerId() : null;
    }

    /** Returns whether a connection to a relay goes the way that its address says: not over QUIC where that is TCP. */
    static boolean suits(Multiaddr relayAddress, Connection connection) {
        return !connection.relayed()
                && relayAddress.has(Protocol.QUIC_V1)
                        == connection.remoteAddress().has(Protocol.QUIC_V1);
    }

    private static Multiaddr circuitAddress(Multiaddr relayAddress, PeerId relay) {
        return relayAddress.withPeerId(relay).encapsulate(Protocol.P2P_CIRCUIT);
    }

    /**
     * Asks the relay at the other end of a connection to take circuits for this peer.
     *
     * @return fails with {@link RelayException}
     */
    public Future<Reservation> reserve(Connection relay) {
        return client.reserve(relay, host.limits().negotiationTimeout());
    }

    @Override
    public boolean canDial(Multiaddr address) {
        Multiaddr relay = address.relayed() ? address.decapsulate(Protocol.P2P_CIRCUIT) : null;
        return relay != null && relay.peerId() != null && address.peerId() != null;
    }

    /**
     * Makes a connection over a relay.
     *
     * @return fails with {@link RelayException} if the relay is the reason, else with what the host's upgrade says
     */
    @Override
    public Future<Connection> dial(DialRequest request) {
        return new RelayDial(host, client, request).start();
    }

    private void onOffer(NegotiatedStream stream) {
        StopHandler.serve(
                stream.channel(),
                host.limits().negotiationTimeout(),
                (source, circuit) -> accept(stream.connection(), source, circuit));
    }

    private void accept(Connection relay, PeerId source, StreamChannel circuit) {
        UpgradeRequest request = new UpgradeRequest(
                circuitAddress(relay.remoteAddress(), relay.peerId()),
                circuitAddress(relay.remoteAddress(), relay.peerId()),
                source,
                false,
                false,
                true,
                host.limits().upgradeTimeout());
        host.upgrader().upgrade(circuit, request).addListener(upgraded -> {
            if (!upgraded.isSuccess()) {
                LOGGER.atDebug()
                        .addKeyValue("peerId", source)
                        .addKeyValue("relayId", relay.peerId())
                        .addKeyValue("failure", upgraded.cause().toString())
                        .log("a relayed connection did not come about");
            }
        });
        circuit.config().setAutoRead(true);
    }
}
