package io.edgemesh.tunnel.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.Peers;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SightingTest {
    private static final String SERVICE = "mesh.local";
    private static final PeerId PEER = Peers.peer(1);

    @Test
    void gathersTheAddressesOfAPeer() {
        List<Sighting> seen = seen(false, "/ip4/10.0.0.1/tcp/1", "/ip6/fd00::1/tcp/1");

        assertThat(seen).containsExactly(sighting("/ip4/10.0.0.1/tcp/1", "/ip6/fd00::1/tcp/1"));
    }

    @Test
    void passesOverWhatLeadsNowhereFromHere() {
        List<Sighting> seen = seen(
                false,
                "/ip4/127.0.0.1/tcp/1",
                "/ip6/fe80::1/tcp/1",
                "/ip4/0.0.0.0/tcp/1",
                "/dns4/example.com/tcp/1",
                "/ip4/10.0.0.2/tcp/1/p2p/" + Peers.peer(2) + "/p2p-circuit",
                "/ip4/10.0.0.1/tcp/1");

        assertThat(seen).containsExactly(sighting("/ip4/10.0.0.1/tcp/1"));
    }

    @Test
    void onLoopbackTheLoopbackAddressIsTheOne() {
        assertThat(seen(true, "/ip4/127.0.0.1/tcp/1")).containsExactly(sighting("/ip4/127.0.0.1/tcp/1"));
    }

    @Test
    void anInstanceOfAnotherServiceIsNone() {
        DnsMessage message = answer("node.other.local", "dnsaddr=/ip4/10.0.0.1/tcp/1/p2p/" + PEER);

        assertThat(Sighting.of(message, SERVICE, false)).isEmpty();
    }

    @Property
    void anyTextIsReadOrPassedOver(@ForAll List<String> texts) {
        String[] prefixed = texts.stream().map(text -> "dnsaddr=" + text).toArray(String[]::new);

        assertThat(Sighting.of(answer("node." + SERVICE, prefixed), SERVICE, false))
                .hasSizeLessThanOrEqualTo(texts.size());
    }

    private static List<Sighting> seen(boolean loopback, String... addresses) {
        String[] texts = Arrays.stream(addresses)
                .map(address -> "dnsaddr=" + Multiaddr.parse(address).withPeerId(PEER))
                .toArray(String[]::new);
        return Sighting.of(answer("node." + SERVICE, texts), SERVICE, loopback);
    }

    private static DnsMessage answer(String name, String... texts) {
        return new DnsMessage(true, List.of(), List.of(new DnsRecord.Text(name, 120, List.of(texts))));
    }

    private static Sighting sighting(String... addresses) {
        return new Sighting(
                PEER,
                Stream.of(addresses)
                        .map(address -> Multiaddr.parse(address).withPeerId(PEER))
                        .toList());
    }
}
