package io.edgemesh.tunnel.transport;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.transport.DialPath.Kind;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.relay.RelayConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code modules.edgeTunnel} says, with our additions: {@code listenAddresses}, {@code paths}, {@code peers},
 * {@code dialTimeout}, {@code udpHolePunching}, {@code relay}, {@code lanDiscovery}, {@code kademlia} and
 * {@code portMapping}.
 *
 * @param carrier     what nodes connect over
 * @param listen      where to listen
 * @param peerPort    the port of others' addresses that name none: ours, as Go agents have it
 * @param paths       the kinds of paths that may be taken
 * @param peers       what is known of nodes beforehand, by their names
 * @param dialTimeout how long one attempt to connect to a node may take
 * @param limits      how many streams are carried
 * @param udpHolePunching whether a node on TCP also listens on UDP, to get through NATs that TCP does not get through
 * @param relay       what this node grants where it is a relay
 * @param usePsk      whether the swarm's secret closes the network to others; it always does but where Go's file says no
 * @param rendezvous  what nodes that look for each other have in common
 * @param lanDiscovery whether they look on local networks
 * @param kademlia    whether they look with the help of nodes that they know
 * @param portMapping whether a router is asked to forward ports
 */
record TunnelSettings(
        Carrier carrier,
        List<Multiaddr> listen,
        int peerPort,
        Set<Kind> paths,
        Map<String, KnownPeer> peers,
        Duration dialTimeout,
        StreamLimits limits,
        boolean udpHolePunching,
        RelayConfig relay,
        boolean usePsk,
        String rendezvous,
        boolean lanDiscovery,
        boolean kademlia,
        boolean portMapping) {
    static final int DEFAULT_PORT = 20006;
    static final String DEFAULT_RENDEZVOUS = "EDGEMESH_PLAYGOUND"; // spelt as Go EdgeMesh does
    private static final Pattern RENDEZVOUS = Pattern.compile("(?=.{1,127}$)[\\w-]{1,63}(\\.[\\w-]{1,63})*");
    static final TunnelSettings DEFAULT = read(Settings.empty());

    private static final Set<Kind> TUNNELS = EnumSet.complementOf(EnumSet.of(Kind.DIRECT));

    /** A node as the configuration describes it. */
    record KnownPeer(@Nullable PeerId peerId, List<Multiaddr> addresses) {}

    /**
     * Limits on streams of the proxy protocol.
     *
     * @param in         that peers have opened
     * @param out        that we have opened
     * @param peerIn     of them, those of one peer
     * @param peerOut    likewise
     */
    record StreamLimits(int in, int out, int peerIn, int peerOut) {}

    /** @throws ConfigurationException if a setting is wrong */
    static TunnelSettings read(Settings settings) {
        settings.has("enable"); // for those who decide whether there is a tunnel at all
        Carrier carrier = carrier(settings);
        int port = settings.port("listenPort", DEFAULT_PORT);
        int peerPort = port == 0 ? DEFAULT_PORT : port;
        return new TunnelSettings(
                carrier,
                listen(settings, port, carrier),
                peerPort,
                paths(settings),
                peers(settings, peerPort, carrier),
                settings.duration("dialTimeout", Duration.ofSeconds(5)),
                limits(settings.section("tunnelLimitConfig")),
                settings.flag("udpHolePunching", true),
                RelaySettings.read(settings.section("relay")),
                settings.section("psk").flag("enable", true),
                rendezvous(settings),
                settings.flag("lanDiscovery", true),
                settings.flag("kademlia", true),
                settings.flag("portMapping", true));
    }

    private static String rendezvous(Settings settings) {
        String rendezvous = settings.string("rendezvous", DEFAULT_RENDEZVOUS);
        if (!RENDEZVOUS.matcher(rendezvous).matches()) {
            throw settings.invalid("rendezvous", "labels of at most 63 letters, digits, '-' or '_', with dots between");
        }
        return rendezvous;
    }

    private static Carrier carrier(Settings settings) {
        Carrier carrier = Carrier.named(settings.string("transport", "tcp"));
        if (carrier == null) {
            throw settings.invalid("transport", "tcp, ws or quic");
        }
        return carrier;
    }

    private static List<Multiaddr> listen(Settings settings, int port, Carrier carrier) {
        List<String> texts = settings.has("listenAddresses") ? settings.strings("listenAddresses") : List.of("0.0.0.0");
        return addresses(settings, "listenAddresses", texts, port, carrier);
    }

    private static List<Multiaddr> addresses(
            Settings settings, String key, List<String> texts, int port, Carrier carrier) {
        try {
            return texts.stream()
                    .map(text -> NodeAddress.parse(text, port, carrier))
                    .toList();
        } catch (MalformedException e) {
            throw new ConfigurationException(settings.where(key) + ": " + e.getMessage(), e);
        }
    }

    private static Set<Kind> paths(Settings settings) {
        Set<Kind> paths = EnumSet.noneOf(Kind.class);
        for (String name : settings.strings("paths")) {
            paths.add(path(settings, name));
        }
        return paths.isEmpty() ? TUNNELS : paths;
    }

    private static Kind path(Settings settings, String name) {
        String constant = name.toUpperCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
        return TUNNELS.stream()
                .filter(kind -> kind.name().equals(constant)
                        || kind.name().replace("_", "").equals(constant))
                .findFirst()
                .orElseThrow(() -> settings.invalid("paths", "some of lan, public, hole-punched, relay"));
    }

    private static Map<String, KnownPeer> peers(Settings settings, int port, Carrier carrier) {
        Map<String, KnownPeer> peers = new LinkedHashMap<>();
        for (Settings peer : settings.sections("peers")) {
            List<Multiaddr> addresses = addresses(peer, "addresses", peer.strings("addresses"), port, carrier);
            peers.put(peer.required("nodeName"), new KnownPeer(peerId(peer), new ArrayList<>(addresses)));
        }
        return peers;
    }

    private static @Nullable PeerId peerId(Settings peer) {
        try {
            String text = peer.string("peerId");
            return text == null ? null : PeerId.parse(text);
        } catch (MalformedException e) {
            throw new ConfigurationException(peer.where("peerId") + ": " + e.getMessage(), e);
        }
    }

    private static StreamLimits limits(Settings limits) {
        boolean limited = limits.flag("enable", true);
        int max = Integer.MAX_VALUE;
        StreamLimits given = new StreamLimits(
                limits.integer("tunnelBaseStreamIn", 10_240, 1, max),
                limits.integer("tunnelBaseStreamOut", 10_240, 1, max),
                limits.integer("tunnelPeerBaseStreamIn", 1024, 1, max),
                limits.integer("tunnelPeerBaseStreamOut", 1024, 1, max));
        return limited ? given : new StreamLimits(max, max, max, max);
    }
}
