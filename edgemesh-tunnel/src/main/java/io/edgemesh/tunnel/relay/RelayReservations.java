package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.ConnectionListener;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Keeps this node reachable through each relay of a list: connects, reserves, renews, and starts anew whenever a
 * connection is lost. The list may change at any time.
 *
 * <p><b>Threads:</b> safe for use by several; nothing blocks.
 */
public final class RelayReservations implements ConnectionListener {
    private final Libp2pHost host;
    private final RelayAccess access;
    private final RandomGenerator random;
    private final Map<PeerId, RelayKeeper> keepers = new ConcurrentHashMap<>();

    /** Creates one for a host that has this transport; it keeps nothing yet. */
    public RelayReservations(Libp2pHost host, RelayTransport transport, RandomGenerator random) {
        this.host = host;
        this.random = random;
        access = new RelayAccess() {
            @Override
            public Future<Connection> connect(RelayPeer relay) {
                Connection present = host.connections().best(relay.peerId());
                return present != null && suits(relay, present)
                        ? present.eventLoop().newSucceededFuture(present)
                        : host.dial(relay.peerId(), relay.addresses());
            }

            @Override
            public Future<Reservation> reserve(Connection relay) {
                return transport.reserve(relay);
            }
        };
        host.addListener(this);
    }

    @Override
    public void onConnected(Connection connection) {
        RelayKeeper keeper = keepers.get(connection.peerId());
        if (keeper != null && suits(keeper.relay(), connection)) {
            keeper.adopt(connection);
        }
    }

    /** What others send us comes the way of the reservation: one over QUIC beside TCP, or before it, is not for that. */
    private static boolean suits(RelayPeer relay, Connection connection) {
        return relay.addresses().stream().anyMatch(address -> RelayTransport.suits(address, connection));
    }

    /**
     * Keeps reservations with these relays and no others. A relay that is kept already, at the same addresses, is left
     * alone; connections to relays that are dropped stay, as others may use them.
     */
    public synchronized void keep(List<RelayPeer> relays) {
        keepers.values().removeIf(keeper -> {
            boolean dropped = !relays.contains(keeper.relay());
            if (dropped) {
                keeper.close();
            }
            return dropped;
        });
        for (RelayPeer relay : relays) {
            keepers.computeIfAbsent(relay.peerId(), peerId -> start(relay));
        }
    }

    private RelayKeeper start(RelayPeer relay) {
        RelayKeeper keeper = new RelayKeeper(relay, access, host.group().next(), host.clock(), random);
        keeper.start();
        return keeper;
    }

    /** Keeps none any more. */
    public void close() {
        keep(List.of());
    }

    /** Returns how this node stands with each relay. */
    public List<RelayState> states() {
        return keepers.values().stream().map(RelayKeeper::state).toList();
    }
}
