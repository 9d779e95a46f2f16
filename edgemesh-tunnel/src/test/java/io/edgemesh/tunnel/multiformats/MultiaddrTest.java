package io.edgemesh.tunnel.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultiaddrTest {
    private static final String PEER = "QmcgpsyWgH8Y8ajJz1Cu72KnS5uo2Aa2LpzU7kinSupNKC";
    private static final String PEER_BYTES = "221220d52ebb89d85b02a284948203a62ff28389c57c9f42beec4ec20db76a68911c0b";
    private static final String OTHER = "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA";

    @ParameterizedTest
    @CsvSource({
        "/ip4/127.0.0.1/udp/1234, 047f000001910204d2",
        "/ip4/127.0.0.1/tcp/4001, 047f000001060fa1",
        "/ip6/::1/tcp/80, 2900000000000000000000000000000001060050",
        "/ip6/2001:db8::5/udp/0/quic-v1, 2920010db800000000000000000000000591020000cd03",
        "/ip6zone/x/ip6/fe80::1, 2a017829fe800000000000000000000000000001",
        "/dns4/a.b/tcp/443/wss, 3603612e620601bbde03",
        "/dns/a/tcp/1/tls/ws, 350161060001c003dd03",
        "/dnsaddr/a.b, 3803612e62",
        "/dns6/a/udp/1/quic, 37016191020001cc03",
        "/ip4/1.2.3.4/tcp/5/ws/p2p-circuit, 0401020304060005dd03a202",
        "/p2p/" + PEER + ", a503" + PEER_BYTES,
        "/ip4/1.2.3.4/udp/1/quic-v1/webtransport/certhash/uEgNmb28, 040102030491020001cd03d103d203051203666f6f",
    })
    void translatesBetweenTextAndBytes(String text, String hex) {
        byte[] bytes = ByteBufUtil.decodeHexDump(hex.replace(" ", ""));

        assertThat(Multiaddr.parse(text).toBytes()).isEqualTo(bytes);
        assertThat(Multiaddr.from(bytes)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "/ip4/1.2.3.4/tcp/080/, /ip4/1.2.3.4/tcp/80",
        "/ip6/2001:DB8:0:0:0:0:0:1, /ip6/2001:db8::1",
        "/ipfs/" + PEER + ", /p2p/" + PEER,
    })
    void bringsEveryValueIntoItsOneForm(String text, String canonical) {
        assertThat(Multiaddr.parse(text)).hasToString(canonical).isEqualTo(Multiaddr.parse(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "ip4/1.2.3.4",
                "/ip4",
                "/ip4/1.2.3",
                "/ip4/::1",
                "/ip6/1.2.3.4",
                "/ip6/fe80::1%eth0",
                "/ip4/1.2.3.4/tcp",
                "/ip4/1.2.3.4/tcp/65536",
                "/ip4/1.2.3.4/tcp/-1",
                "/ip4/1.2.3.4/tcp/x",
                "/ip4/1.2.3.4/sctp/1",
                "//ip4/1.2.3.4",
                "/p2p/x",
                "/dns4//tcp/1",
                "/certhash/mAA",
                "/dns/a b"
            })
    void refusesWhatIsNotAMultiaddrAndQuotesIt(String text) {
        assertThatThrownBy(() -> Multiaddr.parse(text))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("\"" + text + "\" is not a multiaddr");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "04", "047f0000", "060f", "ff01", "8000", "36ff", "36", "3601", "36012f", "a5030100", "3600"
            })
    void refusesBytesThatAreCutOffOrUnknown(String hex) {
        assertThatThrownBy(() -> Multiaddr.from(ByteBufUtil.decodeHexDump(hex))).isInstanceOf(MalformedException.class);
    }

    @Test
    void knowsTheSocketItBeginsWith() {
        assertThat(Multiaddr.parse("/ip4/1.2.3.4/tcp/5/ws").socketAddress())
                .isEqualTo(new InetSocketAddress("1.2.3.4", 5));
        assertThat(Multiaddr.parse("/ip6/::1/udp/5/quic-v1").socketAddress())
                .isEqualTo(new InetSocketAddress("::1", 5));
        assertThat(Multiaddr.parse("/dns4/a.b/tcp/5").socketAddress())
                .isEqualTo(InetSocketAddress.createUnresolved("a.b", 5));
        assertThat(Multiaddr.parse("/p2p/" + PEER).socketAddress()).isNull();
        assertThat(Multiaddr.parse("/ip4/1.2.3.4").socketAddress()).isNull();
        assertThat(Multiaddr.parse("/ip6zone/no-such-zone/ip6/fe80::1/tcp/5").socketAddress())
                .isNull();
    }

    @Test
    void isMadeFromASocketAddress() {
        assertThat(Multiaddr.tcp(new InetSocketAddress("1.2.3.4", 5))).hasToString("/ip4/1.2.3.4/tcp/5");
        assertThat(Multiaddr.udp(new InetSocketAddress("::1", 5))).hasToString("/ip6/::1/udp/5");
    }

    @Test
    void endsAtThePeerBehindTheRelayAndNotAtTheRelay() {
        Multiaddr relay = Multiaddr.parse("/ip4/1.2.3.4/tcp/5/p2p/" + PEER);

        Multiaddr throughIt = relay.encapsulate(Protocol.P2P_CIRCUIT);

        assertThat(relay.relayed()).isFalse();
        assertThat(throughIt.relayed()).isTrue();
        assertThat(throughIt.peerId()).isNull();
        assertThat(throughIt.withPeerId(PeerId.parse(OTHER)).peerId()).hasToString(OTHER);
        assertThat(throughIt.decapsulate(Protocol.P2P_CIRCUIT)).isEqualTo(relay);
    }

    @Test
    void addsAndRemovesThePeerAtItsEnd() {
        Multiaddr address = Multiaddr.parse("/ip4/1.2.3.4/tcp/5");
        PeerId peerId = PeerId.parse(PEER);

        Multiaddr named = address.withPeerId(peerId);

        assertThat(named.withPeerId(peerId)).isSameAs(named);
        assertThat(named.withoutPeerId()).isEqualTo(address);
        assertThat(address.withoutPeerId()).isSameAs(address);
        assertThat(Multiaddr.parse("/p2p/" + PEER).withoutPeerId()).isNull();
        assertThatThrownBy(() -> named.withPeerId(PeerId.parse(OTHER))).hasMessageContaining("another peer");
    }

    @Property
    void readsBackWhatItWrote(@ForAll("addresses") Multiaddr address) {
        assertThat(Multiaddr.from(address.toBytes())).isEqualTo(address);
        assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
    }

    @Provide
    Arbitrary<Multiaddr> addresses() {
        Arbitrary<String> parts = Arbitraries.of(
                "/ip4/10.0.0.1",
                "/ip6/fe80::9",
                "/ip6/::ffff:1.2.3.4",
                "/tcp/1",
                "/udp/65535",
                "/dns/ä.example",
                "/quic",
                "/quic-v1",
                "/ws",
                "/wss",
                "/tls",
                "/sni/x",
                "/p2p-circuit",
                "/p2p/" + PEER,
                "/p2p/" + OTHER,
                "/certhash/uAA",
                "/http",
                "/noise",
                "/webrtc",
                "/webrtc-direct");
        return parts.list().ofMinSize(1).ofMaxSize(12).map(list -> Multiaddr.parse(String.join("", list)));
    }

    @Property
    void answersAnyBytesWithAnAddressOrARefusal(@ForAll @Size(max = 64) byte[] bytes) {
        try {
            Multiaddr address = Multiaddr.from(bytes);
            assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
        } catch (MalformedException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Property
    void survivesABitFlippedAnywhere(@ForAll("addresses") Multiaddr address, @ForAll int position) {
        byte[] bytes = address.toBytes();
        int bit = Math.floorMod(position, bytes.length * 8);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);

        answersAnyBytesWithAnAddressOrARefusal(bytes);
    }

    @Property
    void answersAnyTextWithAnAddressOrARefusal(@ForAll @StringLength(max = 40) String text, @ForAll Protocol protocol) {
        for (String tried : List.of(text, '/' + text, "/" + protocol + '/' + text)) {
            try {
                assertThat(Objects.toString(Multiaddr.parse(tried))).startsWith("/");
            } catch (MalformedException e) {
                assertThat(e).hasMessageContaining("is not a multiaddr");
            }
        }
    }
}
