package io.edgemesh.tunnel.transport;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.transport.DialPath.Kind;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.PeerListener;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.edgemesh.tunnel.quic.QuicSupport;
import io.edgemesh.tunnel.quic.QuicTransport;
import io.edgemesh.tunnel.websocket.WebSocketTransport;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node connects over and where it listens: at what its settings say and, with TCP, on the UDP port of the same
 * number, from which holes are punched. Threads: {@link #start} once, {@link #addresses} any.
 */
final class Listeners {
    private static final Logger LOGGER = LoggerFactory.getLogger(Libp2pTransport.class);

    private final Libp2pHost host;
    private final TunnelSettings settings;
    private final boolean quic;
    private final List<Multiaddr> addresses = new CopyOnWriteArrayList<>();

    private Listeners(Libp2pHost host, TunnelSettings settings, boolean quic) {
        this.host = host;
        this.settings = settings;
        this.quic = quic;
    }

    /**
     * Adds to a host the transports that the settings ask for.
     *
     * @throws ConfigurationException if QUIC is asked for and cannot be had
     */
    static Listeners of(Libp2pHost host, TunnelSettings settings, Network network) {
        host.addTransport(new WebSocketTransport(host, network.serverChannels(), network.streamChannels()));
        boolean demanded = settings.carrier() == Carrier.QUIC;
        String problem = demanded || punches(settings) ? QuicSupport.problem() : "not asked for";
        if (problem == null) {
            QuicTransport.addTo(host, network.datagramChannels());
        } else if (demanded) {
            throw new ConfigurationException(problem + "; add it, or choose transport tcp");
        } else if (punches(settings)) {
            LOGGER.atInfo().addKeyValue("reason", problem).log("holes through NATs are punched over TCP alone");
        }
        return new Listeners(host, settings, problem == null);
    }

    private static boolean punches(TunnelSettings settings) {
        return settings.carrier() == Carrier.TCP
                && settings.udpHolePunching()
                && settings.paths().contains(Kind.HOLE_PUNCHED);
    }

    /** @throws ConfigurationException if an address of the settings cannot be had */
    void start() {
        for (Multiaddr address : settings.listen()) {
            Future<PeerListener> bound = host.listen(address).awaitUninterruptibly();
            if (!bound.isSuccess()) {
                throw new ConfigurationException(
                        "the tunnel " + bound.cause().getMessage()
                                + "; choose another listenPort, or 0 for any that is free",
                        bound.cause());
            }
            addresses.add(bound.getNow().address());
            if (punchesUdp()) {
                listenBeside(bound.getNow().address());
            }
        }
        LOGGER.atInfo()
                .addKeyValue("peerId", host.peerId())
                .addKeyValue("listen", addresses)
                .log("tunnel started");
        if (settings.carrier() == Carrier.QUIC && host.swarmSecret() != null) {
            LOGGER.warn("in a private network QUIC is between nodes of this make: Go agents cannot join it over QUIC");
        }
    }

    private void listenBeside(Multiaddr tcp) {
        Multiaddr udp =
                Multiaddr.udp(Objects.requireNonNull(tcp.socketAddress())).encapsulate(Protocol.QUIC_V1);
        Future<PeerListener> bound = host.listen(udp).awaitUninterruptibly();
        if (bound.isSuccess()) {
            addresses.add(bound.getNow().address());
        } else {
            LOGGER.atWarn()
                    .addKeyValue("failure", bound.cause().getMessage())
                    .log("holes through NATs are punched over TCP alone; udpHolePunching: false leaves UDP alone");
        }
    }

    /** Whether UDP is there to punch holes from, while all else goes over TCP. */
    boolean punchesUdp() {
        return quic && settings.carrier() == Carrier.TCP;
    }

    /** Returns where the node listens, with the ports that were chosen. */
    List<Multiaddr> addresses() {
        return List.copyOf(addresses);
    }
}
