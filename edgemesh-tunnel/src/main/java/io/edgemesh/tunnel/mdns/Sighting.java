package io.edgemesh.tunnel.mdns;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A peer that somebody on the local network says is there. */
record Sighting(PeerId peerId, List<Multiaddr> addresses) {
    static final String PREFIX = "dnsaddr=";

    private static final int MAX_TEXTS = 64;

    Sighting {
        addresses = List.copyOf(addresses);
    }

    /**
     * Returns the peers that a message tells of.
     *
     * @param service  whose instances count
     * @param loopback whether it came from this machine, whose loopback addresses are then good
     */
    static List<Sighting> of(DnsMessage message, String service, boolean loopback) {
        Map<PeerId, List<Multiaddr>> found = new LinkedHashMap<>();
        String suffix = '.' + service.toLowerCase(Locale.ROOT);
        message.records().stream()
                .filter(record -> record.ttlSeconds() > 0
                        && record.name().toLowerCase(Locale.ROOT).endsWith(suffix))
                .filter(DnsRecord.Text.class::isInstance)
                .flatMap(record -> ((DnsRecord.Text) record).strings().stream())
                .filter(text -> text.startsWith(PREFIX))
                .limit(MAX_TEXTS)
                .forEach(text -> add(found, text.substring(PREFIX.length()), loopback));
        return found.entrySet().stream()
                .map(entry -> new Sighting(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static void add(Map<PeerId, List<Multiaddr>> found, String text, boolean loopback) {
        try {
            Multiaddr address = Multiaddr.parse(text);
            PeerId peerId = address.peerId();
            if (peerId != null && !address.relayed() && reachable(address, loopback)) {
                found.computeIfAbsent(peerId, id -> new ArrayList<>()).add(address);
            }
        } catch (MalformedException e) {
            // an address of a kind that we do not know, beside others that we may
        }
    }

    /** Another machine's loopback is not where it says, and a link-local address needs to say on which link. */
    private static boolean reachable(Multiaddr address, boolean loopback) {
        InetSocketAddress socket = address.socketAddress();
        return socket != null
                && !socket.isUnresolved()
                && !socket.getAddress().isLinkLocalAddress()
                && !socket.getAddress().isAnyLocalAddress()
                && socket.getAddress().isLoopbackAddress() == loopback;
    }
}
