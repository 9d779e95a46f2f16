package io.edgemesh.tunnel.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.net.Network;
import io.edgemesh.api.net.NioNetworkProvider;
import io.edgemesh.tunnel.fakes.Peers;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** On loopback, and nowhere else. */
class LanDiscoveryTest {
    private final String rendezvous = "test-" + ProcessHandle.current().pid();
    private final Network network = new NioNetworkProvider().create(1);
    private final List<LanDiscovery> started = new ArrayList<>();
    private final List<Map<PeerId, List<Multiaddr>>> found = new ArrayList<>();

    @AfterEach
    void close() {
        started.forEach(LanDiscovery::close);
        network.close();
    }

    @Test
    void nodesOnOneMachineFindEachOther() {
        start(1, LanDiscoveryTest::loopback);
        start(2, LanDiscoveryTest::loopback);
        start(3, LanDiscoveryTest::loopback);

        Awaitility.await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
            assertThat(found.get(0)).containsKeys(Peers.peer(2), Peers.peer(3));
            assertThat(found.get(1)).containsKeys(Peers.peer(1), Peers.peer(3));
            assertThat(found.get(2)).containsKeys(Peers.peer(1), Peers.peer(2));
        });
        assertThat(found.get(0).get(Peers.peer(2))).containsExactly(address(2).withPeerId(Peers.peer(2)));
    }

    @Test
    void aRestartTellsAgain() {
        start(1, LanDiscoveryTest::loopback);
        LanDiscovery second = start(2, LanDiscoveryTest::loopback);
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> found.get(0).containsKey(Peers.peer(2)));

        found.get(0).clear();
        second.restart();

        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> found.get(0).containsKey(Peers.peer(2)));
    }

    @Test
    void aMachineWithoutANetworkBreaksNothing() {
        start(1, List::of).restart();

        assertThat(found.get(0)).isEmpty();
    }

    private LanDiscovery start(int number, Supplier<List<NetworkInterface>> interfaces) {
        Map<PeerId, List<Multiaddr>> seen = new ConcurrentHashMap<>();
        LanDiscovery discovery = new LanDiscovery(
                rendezvous,
                Peers.peer(number),
                () -> List.of(address(number)),
                interfaces,
                network,
                new Random(number),
                seen::put);
        found.add(seen);
        started.add(discovery);
        discovery.start();
        return discovery;
    }

    private static Multiaddr address(int number) {
        return Multiaddr.parse("/ip4/127.0.0.1/tcp/" + (20_000 + number));
    }

    private static List<NetworkInterface> loopback() {
        try {
            NetworkInterface nic = NetworkInterface.getByInetAddress(InetAddress.getByName("127.0.0.1"));
            Assumptions.assumeTrue(nic != null, "there is no loopback interface");
            return List.of(nic);
        } catch (SocketException | java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
