package io.edgemesh.tunnel.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.transport.DialPath.Kind;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.LocalNetwork;
import io.edgemesh.tunnel.identify.Identify;
import io.edgemesh.tunnel.identity.Identity;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Elsewhere addresses are kept for ever, as many as a peer cares to name. */
class PeerAddressesTest {
    private static final int LIMIT = 16;
    private static final Multiaddr CONFIGURED = Multiaddr.parse("/ip4/192.0.2.1/tcp/20006");

    private final LocalNetwork network = new LocalNetwork();
    private Libp2pHost host;
    private PeerAddresses addresses;

    @BeforeProperty
    void start() throws Exception {
        host = network.start(1);
        NodeNames names = new NodeNames(Identity.ofNodeName("edge-a"));
        SilenceWatch watch = new SilenceWatch(host, host.group().next(), names, List.of());
        Paths paths = new Paths(host, names, EnumSet.of(Kind.LAN, Kind.PUBLIC), List.of(), watch, null);
        addresses = new PeerAddresses(paths, List.of(CONFIGURED), List::of);
    }

    @AfterProperty
    void close() throws Exception {
        network.close();
    }

    @Property
    void ofHoweverManyTheLatestSixteenAreKept(
            @ForAll @Size(max = 300) List<@IntRange(min = 1, max = 65535) Integer> before,
            @ForAll @Size(max = 300) @UniqueElements List<@IntRange(min = 1, max = 65535) Integer> after) {
        addresses.learn(named(before));
        addresses.learn(named(after));

        List<Multiaddr> kept = named(after).subList(0, Math.min(after.size(), LIMIT));
        assertThat(addresses.direct()).startsWith(CONFIGURED).hasSize(1 + kept.size());
        assertThat(addresses.direct()).endsWith(kept.toArray(Multiaddr[]::new));
    }

    @Example
    void aPeerThatIdentifiesWithHundredsOfAddressesLeavesSixteen() throws Exception {
        List<Multiaddr> hundreds = named(IntStream.rangeClosed(1, 300).boxed().toList());
        Libp2pHost peer = network.start(2);
        Identify.install(peer, "test", () -> hundreds);
        Identify identify = Identify.install(host, "test", List::of);
        identify.onIdentified((connection, info) -> addresses.learn(info.listenAddresses()));

        host.connect(peer.peerId(), List.of(network.address(2))).get(10, TimeUnit.SECONDS);

        Await.until(() -> addresses.direct().size() > 1);
        assertThat(addresses.direct()).hasSize(1 + LIMIT).endsWith(hundreds.get(LIMIT - 1));
    }

    private static List<Multiaddr> named(List<Integer> ports) {
        return ports.stream()
                .map(port -> Multiaddr.parse("/ip4/192.168.1.7/tcp/" + port))
                .toList();
    }
}
