package io.edgemesh.tunnel.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.transport.Swarm;
import io.edgemesh.api.transport.Swarm.IdentityMode;
import io.edgemesh.tunnel.fakes.Peers;
import io.edgemesh.tunnel.identity.Identity;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.relay.RelayPeer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RelaysTest {
    private static final Swarm SWARM = new Swarm(
            IdentityMode.NODE_NAME,
            null,
            null,
            List.of(
                    new Swarm.Relay("cloud-1", List.of("192.0.2.1", "192.0.2.11:4001")),
                    new Swarm.Relay("cloud-2", List.of("192.0.2.2"))));

    @Test
    void aNodeThatIsNoneHasAllOfThemForOthers() {
        Relays relays = relays("edge-a", Identity.ofNodeName("edge-a"));

        assertThat(relays.own()).isEmpty();
        assertThat(relays.others())
                .containsExactly(
                        new RelayPeer(
                                "cloud-1",
                                idOf("cloud-1"),
                                addresses("/ip4/192.0.2.1/tcp/20006", "/ip4/192.0.2.11/tcp/4001")),
                        new RelayPeer("cloud-2", idOf("cloud-2"), addresses("/ip4/192.0.2.2/tcp/20006")));
    }

    @Test
    void aRelayIsNotAmongTheOthersAndKnowsWhereItIsLookedFor() {
        Relays relays = relays("cloud-2", Identity.ofNodeName("cloud-2"));

        assertThat(relays.ids()).containsExactly(idOf("cloud-1"));
        assertThat(relays.own()).isEqualTo(addresses("/ip4/192.0.2.2/tcp/20006"));
    }

    @Test
    void oneWhoseIdNobodyCanTellIsLeftOut() {
        Relays relays = relays("edge-a", Identity.ofKey(Peers.key(1), Map.of("cloud-1", Peers.peer(2))));

        assertThat(relays.ids()).containsExactly(Peers.peer(2));
    }

    @Test
    void tellsWhereAPeerIsThatIsOne() {
        Relays relays = relays("edge-a", Identity.ofNodeName("edge-a"));

        assertThat(relays.include(idOf("cloud-2"))).isTrue();
        assertThat(relays.addressesOf(idOf("cloud-2"))).isEqualTo(addresses("/ip4/192.0.2.2/tcp/20006"));
        assertThat(relays.include(idOf("edge-b"))).isFalse();
        assertThat(relays.addressesOf(idOf("edge-b"))).isEmpty();
    }

    @Test
    void addressesWithoutAPortHaveOursAsWithGoAgents() {
        TunnelSettings settings = TunnelSettings.read(Settings.of(
                "test",
                Map.of(
                        "listenPort",
                        4002,
                        "peers",
                        List.of(Map.of("nodeName", "edge-b", "addresses", List.of("192.0.2.9"))))));

        Relays relays = relays("edge-a", Identity.ofNodeName("edge-a"), settings);

        assertThat(relays.addressesOf(idOf("cloud-1")))
                .isEqualTo(addresses("/ip4/192.0.2.1/tcp/4002", "/ip4/192.0.2.11/tcp/4001"));
        assertThat(settings.peers().get("edge-b").addresses()).isEqualTo(addresses("/ip4/192.0.2.9/tcp/4002"));
    }

    @Test
    void theyHaveTheUsualOneWhereOursIsAnyThatIsFree() {
        TunnelSettings settings = TunnelSettings.read(Settings.of("test", Map.of("listenPort", 0)));

        assertThat(relays("edge-a", Identity.ofNodeName("edge-a"), settings).addressesOf(idOf("cloud-2")))
                .isEqualTo(addresses("/ip4/192.0.2.2/tcp/20006"));
    }

    private static Relays relays(String self, Identity identity) {
        return relays(self, identity, TunnelSettings.DEFAULT);
    }

    private static Relays relays(String self, Identity identity, TunnelSettings settings) {
        return Relays.of(SWARM, self, new NodeNames(identity), settings.carrier(), settings.peerPort());
    }

    private static PeerId idOf(String node) {
        return Identity.ofNodeName(node).keyPair().peerId();
    }

    private static List<Multiaddr> addresses(String... texts) {
        return List.of(texts).stream().map(Multiaddr::parse).toList();
    }
}
