package io.edgemesh.tunnel.kad;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.fakes.Peers;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.identify.Identify;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.noise.NoiseTransport;
import io.edgemesh.tunnel.relay.RelayPeer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole hosts in this JVM with sockets on loopback, on real time. */
class KademliaTest {
    private static final int RELAY = 1;
    private static final int NODES = 8;
    private static final String RENDEZVOUS = "the nodes of this test";

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final List<Libp2pHost> hosts = new ArrayList<>();
    private final List<Kademlia> closing = new ArrayList<>();
    private final Map<Integer, Map<PeerId, List<Multiaddr>>> found = new ConcurrentHashMap<>();

    @AfterEach
    void close() throws Exception {
        closing.forEach(Kademlia::close);
        for (Libp2pHost host : hosts) {
            host.close(Duration.ZERO).get(60, TimeUnit.SECONDS);
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
    }

    @Test
    void aNodeThatKnowsARelayFindsAllOthers() throws Exception {
        for (int number = RELAY; number < NODES; number++) {
            start(number, RENDEZVOUS);
        }
        for (int number = RELAY + 1; number < NODES; number++) {
            Map<PeerId, List<Multiaddr>> findings = found.get(number);
            Await.until(() -> findings.containsKey(Peers.peer(RELAY)));
        }

        start(NODES, RENDEZVOUS);

        Awaitility.await()
                .atMost(100, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(found.get(NODES)).hasSize(NODES - 1));
        assertThat(found.get(NODES).get(Peers.peer(7))).isEqualTo(hosts.get(6).listenAddresses());
    }

    @Test
    void tellsWhomItKnowsAndWhatItHasAsked() throws Exception {
        Kademlia asked = start(RELAY, RENDEZVOUS);
        Kademlia asking = start(2, RENDEZVOUS);

        Await.until(() -> asking.stats().local().found() == 1);

        KademliaStats stats = asking.stats();
        assertThat(stats.local().members()).isEqualTo(1);
        assertThat(stats.rounds()).isPositive();
        assertThat(stats.asked()).isPositive();
        assertThat(asked.stats().answered()).isPositive();

        hosts.get(0).close(Duration.ZERO).get(60, TimeUnit.SECONDS);
        asking.find(Peers.peer(9));

        Await.until(() -> asking.stats().failed() > 0);
    }

    @Test
    void aNodeOfAnotherRendezvousIsNotFoundThereButByItsId() throws Exception {
        start(RELAY, RENDEZVOUS);
        start(2, "elsewhere");
        Kademlia seeker = start(3, RENDEZVOUS);
        Await.until(() -> found.get(3).containsKey(Peers.peer(RELAY)));

        assertThat(found.get(3)).doesNotContainKey(Peers.peer(2));

        Await.until(() -> {
            seeker.find(Peers.peer(2));
            return found.get(3).containsKey(Peers.peer(2));
        });
    }

    private Kademlia start(int number, String rendezvous) throws Exception {
        PeerKeyPair key = Peers.key(number);
        Libp2pHost host = Libp2pHost.builder(key, group, NioServerSocketChannel::new, NioSocketChannel::new)
                .security(List.of(new NoiseTransport(key)))
                .build();
        Identify identify = Identify.install(host, "test/1.0.0", host::listenAddresses);
        found.put(number, new ConcurrentHashMap<>());
        host.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")).get(60, TimeUnit.SECONDS);
        hosts.add(host);
        Kademlia kademlia = Kademlia.addTo(
                host,
                identify,
                new KademliaConfig(rendezvous, List.of(relay()), address -> true),
                host::listenAddresses,
                found.get(number)::put,
                group.next(),
                new Random(number));
        closing.add(kademlia);
        kademlia.start();
        return kademlia;
    }

    private RelayPeer relay() {
        return new RelayPeer(Peers.peer(RELAY), hosts.get(0).listenAddresses());
    }
}
