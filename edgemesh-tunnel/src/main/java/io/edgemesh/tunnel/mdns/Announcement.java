package io.edgemesh.tunnel.mdns;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself on the local network. Only the text records matter to libp2p; go-libp2p takes no notice of an
 * answer without the others, though.
 *
 * @param service   the name that nodes of one mesh look for, such as {@code EDGEMESH_PLAYGOUND.local}
 * @param instance  the node's own name below it: random, and another whenever the addresses are others, as go-libp2p
 *                  does not look again at a name that it has seen
 * @param addresses where the node listens
 */
record Announcement(String service, String instance, PeerId peerId, List<Multiaddr> addresses) {
    static final int TTL_SECONDS = 120; // go-libp2p connects anew to what it hears of after that time

    private static final int AUTHORITATIVE_ANSWER = 0x8400;
    private static final int PORT = 4001; // one has to be given, and nobody reads it
    private static final int MAX_ADDRESSES = 8; // so that the message fits into one packet
    private static final int ANSWER = 1;
    private static final int ADDITIONAL = 3;

    Announcement {
        addresses = addresses.stream().limit(MAX_ADDRESSES).toList();
    }

    /** Writes it as an answer to a question for the service. */
    void write(ByteBuf out) {
        write(out, TTL_SECONDS);
    }

    /** Writes that it holds no longer. */
    void writeGoodbye(ByteBuf out) {
        write(out, 0);
    }

    private void write(ByteBuf out, int ttl) {
        String name = name();
        String host = instance + ".local";
        DnsWriter message = new DnsWriter(out, AUTHORITATIVE_ANSWER)
                .pointer(ANSWER, service, ttl, name)
                .service(ADDITIONAL, name, ttl, PORT, host)
                .text(ADDITIONAL, name, ttl, texts());
        for (byte[] ip : ips()) {
            message.address(ADDITIONAL, host, ttl, ip);
        }
        message.end();
    }

    /** Returns whether this node is to answer: it is asked for, and whoever asks does not know it yet. */
    boolean answers(DnsMessage query) {
        boolean asked = query.questions().stream().anyMatch(question -> question.isForPointer(service));
        return asked && !addresses.isEmpty() && query.records().stream().noneMatch(this::isKnown);
    }

    private boolean isKnown(DnsRecord record) {
        return record instanceof DnsRecord.Pointer pointer
                && pointer.target().equalsIgnoreCase(name())
                && pointer.ttlSeconds() >= TTL_SECONDS / 2;
    }

    private String name() {
        return instance + '.' + service;
    }

    private List<String> texts() {
        return addresses.stream()
                .map(address -> Sighting.PREFIX + address.withPeerId(peerId))
                .toList();
    }

    /** One address of each kind. */
    private List<byte[]> ips() {
        List<byte[]> ips = new ArrayList<>();
        for (int length : new int[] {4, 16}) {
            addresses.stream()
                    .map(Announcement::ip)
                    .filter(ip -> ip != null && ip.length == length)
                    .findFirst()
                    .ifPresent(ips::add);
        }
        return ips;
    }

    private static byte @Nullable [] ip(Multiaddr address) {
        InetSocketAddress socket = address.socketAddress();
        InetAddress ip = socket == null ? null : socket.getAddress();
        return ip == null ? null : ip.getAddress();
    }
}
