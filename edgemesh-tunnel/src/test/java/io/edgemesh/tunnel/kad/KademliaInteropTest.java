package io.edgemesh.tunnel.kad;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.identify.Identify;
import io.edgemesh.tunnel.interop.GoAgentProcess;
import io.edgemesh.tunnel.interop.MixedSwarm;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.relay.RelayConfig;
import io.edgemesh.tunnel.relay.RelayPeer;
import io.edgemesh.tunnel.relay.RelayService;
import io.netty.util.concurrent.Ticker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A node of ours and one as deployed agents are, in a private network, who know nothing but a relay, which is one of ours or one
 * of theirs. In the wide circle ours knows members by the relay they are, theirs is told to take addresses of loopback for public.
 */
class KademliaInteropTest {
    private static final long PATIENCE_SECONDS = 60;

    private final List<Kademlia> closing = new ArrayList<>();
    private final Map<PeerId, List<Multiaddr>> found = new ConcurrentHashMap<>();

    @AutoClose
    private final MixedSwarm swarm;

    @BeforeAll
    static void assumeBuilt() {
        GoAgentProcess.assumeBuilt();
    }

    KademliaInteropTest(@TempDir Path directory) throws Exception {
        swarm = new MixedSwarm(directory);
    }

    @AfterEach
    void close() {
        closing.forEach(Kademlia::close);
    }

    @ParameterizedTest
    @CsvSource({"our relay, lan", "our relay, wan", "a Go relay, lan", "a Go relay, wan"})
    void theyMeetAtTheRendezvous(String kind, String circle) throws Exception {
        Multiaddr relay = relay(kind, circle);
        GoAgentProcess theirs = goNode(circle, relay);
        Libp2pHost ours = ourNode(relay, "here", true);

        assertThat(theirs.ask("provide here")).isEqualTo("ok");

        assertThat(theirs.ask("providers here 2").split(" "))
                .contains(ours.peerId().toString());
        Awaitility.await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> found.containsKey(id(theirs)));
        assertThat(found.get(id(theirs)))
                .contains(Objects.requireNonNull(theirs.address().withoutPeerId()));
    }

    @ParameterizedTest
    @CsvSource({"our relay, lan", "our relay, wan", "a Go relay, lan", "a Go relay, wan"})
    void theyFindEachOtherByTheirIds(String kind, String circle) throws Exception {
        Multiaddr relay = relay(kind, circle);
        GoAgentProcess theirs = goNode(circle, relay);
        Libp2pHost ours = ourNode(relay, "elsewhere", false); // which serves, but looks for nobody of its own accord
        ours.connect(Objects.requireNonNull(relay.peerId()), List.of(relay)).get(60, TimeUnit.SECONDS);

        Awaitility.await()
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(theirs.ask("find ours"))
                        .contains(ours.listenAddresses().get(0).toString()));
        Awaitility.await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> {
            closing.get(closing.size() - 1).find(id(theirs));
            return found.containsKey(id(theirs));
        });
        assertThat(found.get(id(theirs)))
                .contains(Objects.requireNonNull(theirs.address().withoutPeerId()));
    }

    @ParameterizedTest
    @CsvSource({"lan, wan 0 lan 2", "wan, wan 2 lan 2"})
    void theyTakeUsForMembers(String circle, String tables) throws Exception {
        Multiaddr relay = relay("our relay", circle);
        GoAgentProcess theirs = goNode(circle, relay);
        ourNode(relay, "here", true); // connects with theirs, which the relay names

        Awaitility.await()
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(theirs.ask("tables")).isEqualTo(tables));
    }

    private Multiaddr relay(String kind, String circle) throws Exception {
        if (kind.equals("our relay")) {
            Libp2pHost host = swarm.host("relay");
            RelayService.addTo(host, RelayConfig.DEFAULT, host::listenAddresses, Ticker.systemTicker());
            join(host, List.of(), "nowhere").start();
            return host.listenAddresses().get(0).withPeerId(host.peerId());
        }
        return swarm.with(GoAgentProcess.member(circle, "relay", swarm.secret()))
                .address();
    }

    private GoAgentProcess goNode(String circle, Multiaddr relay) throws Exception {
        return swarm.with(GoAgentProcess.member(circle, "theirs", swarm.secret(), relay));
    }

    private Libp2pHost ourNode(Multiaddr relay, String rendezvous, boolean looking) throws Exception {
        Libp2pHost host = swarm.host("ours");
        RelayPeer peer = new RelayPeer(Objects.requireNonNull(relay.peerId()), List.of(relay));
        Kademlia kademlia = join(host, List.of(peer), rendezvous);
        if (looking) {
            kademlia.start();
        }
        return host;
    }

    private Kademlia join(Libp2pHost host, List<RelayPeer> relays, String rendezvous) {
        Kademlia kademlia = Kademlia.addTo(
                host,
                Identify.install(host, "edgemesh/1.0.0", host::listenAddresses),
                new KademliaConfig(rendezvous, relays, address -> true),
                host::listenAddresses,
                (peerId, addresses) -> found.merge(peerId, addresses, (one, other) -> other),
                swarm.loop(),
                new Random(1));
        closing.add(kademlia);
        return kademlia;
    }

    private static PeerId id(GoAgentProcess agent) {
        return Objects.requireNonNull(agent.address().peerId());
    }
}
