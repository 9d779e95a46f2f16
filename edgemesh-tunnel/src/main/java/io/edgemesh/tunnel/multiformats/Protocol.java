package io.edgemesh.tunnel.multiformats;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A protocol that may occur in a {@link Multiaddr}. More are known than are spoken here, so that an address that a peer
 * announces can be read, and passed over, by name.
 *
 * @see <a href="https://github.com/multiformats/multiaddr/blob/master/protocols.csv">multiaddr protocols</a>
 */
public enum Protocol {
    IP4(4, "ip4", AddressValue.IP4),
    TCP(6, "tcp", AddressValue.PORT),
    IP6(41, "ip6", AddressValue.IP6),
    IP6ZONE(42, "ip6zone", AddressValue.NAME),
    DNS(53, "dns", AddressValue.NAME),
    DNS4(54, "dns4", AddressValue.NAME),
    DNS6(55, "dns6", AddressValue.NAME),
    DNSADDR(56, "dnsaddr", AddressValue.NAME),
    UDP(273, "udp", AddressValue.PORT),
    WEBRTC_DIRECT(280, "webrtc-direct", AddressValue.NONE),
    WEBRTC(281, "webrtc", AddressValue.NONE),
    P2P_CIRCUIT(290, "p2p-circuit", AddressValue.NONE),
    P2P(421, "p2p", AddressValue.PEER),
    TLS(448, "tls", AddressValue.NONE),
    SNI(449, "sni", AddressValue.NAME),
    NOISE(454, "noise", AddressValue.NONE),
    /** QUIC as the IETF drafts had it, before version 1. Go EdgeMesh announces its listeners so. */
    QUIC(460, "quic", AddressValue.NONE),
    QUIC_V1(461, "quic-v1", AddressValue.NONE),
    WEBTRANSPORT(465, "webtransport", AddressValue.NONE),
    CERTHASH(466, "certhash", AddressValue.MULTIBASE),
    WS(477, "ws", AddressValue.NONE),
    WSS(478, "wss", AddressValue.NONE),
    HTTP(480, "http", AddressValue.NONE);

    private static final Map<Integer, Protocol> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Protocol::code, Function.identity()));
    private static final Map<String, Protocol> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Protocol::toString, Function.identity()));
    private static final String OLD_NAME_OF_P2P = "ipfs";

    private final int code;
    private final String text;
    private final AddressValue value;

    Protocol(int code, String text, AddressValue value) {
        this.code = code;
        this.text = text;
        this.value = value;
    }

    static @Nullable Protocol byCode(long code) {
        return code > Integer.MAX_VALUE ? null : BY_CODE.get((int) code);
    }

    static @Nullable Protocol byName(String name) {
        return name.equals(OLD_NAME_OF_P2P) ? P2P : BY_NAME.get(name);
    }

    /** Returns the number of the protocol in the multicodec table. */
    public int code() {
        return code;
    }

    AddressValue value() {
        return value;
    }

    /** Returns the name of the protocol in an address, such as {@code quic-v1}. */
    @Override
    public String toString() {
        return text;
    }
}
