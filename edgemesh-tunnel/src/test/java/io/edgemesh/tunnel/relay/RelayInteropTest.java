package io.edgemesh.tunnel.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Echo;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.interop.GoAgentProcess;
import io.edgemesh.tunnel.interop.MixedSwarm;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.Ticker;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Relays and peers as deployed agents are, and ours, in every mixture, in a private network. */
class RelayInteropTest {
    private static final int MEBIBYTE = 1 << 20;

    @AutoClose
    private final MixedSwarm swarm;

    @BeforeAll
    static void assumeBuilt() {
        GoAgentProcess.assumeBuilt();
    }

    RelayInteropTest(@TempDir Path directory) throws Exception {
        swarm = new MixedSwarm(directory);
    }

    @Test
    void ourRelayCarriesTwoGoPeers() throws Exception {
        Multiaddr relay = ourRelay();
        GoAgentProcess alice = goNode("edge-a", relay);
        goNode("edge-b", relay);

        assertThat(alice.ask("echo edge-b " + 10 * MEBIBYTE)).isEqualTo("same");
    }

    @Test
    void aGoRelayCarriesTwoOfOurs() throws Exception {
        Multiaddr relay = goRelay();
        Libp2pHost alice = ourNode("edge-a", relay);
        ourNode("edge-b", relay);

        assertThat(echo(alice, "edge-b", relay, 10 * MEBIBYTE)).isEqualTo("same");
    }

    @Test
    void ourRelayCarriesMixedPairs() throws Exception {
        mixedPairs(ourRelay());
    }

    @Test
    void aGoRelayCarriesMixedPairs() throws Exception {
        mixedPairs(goRelay());
    }

    private void mixedPairs(Multiaddr relay) throws Exception {
        Libp2pHost ours = ourNode("ours", relay);
        GoAgentProcess go = goNode("go-1", relay);

        assertThat(go.ask("echo ours " + MEBIBYTE)).isEqualTo("same");
        Await.until(() -> ours.connections().best(MixedSwarm.idOf("go-1")) != null);
        assertThat(echo(ours, "go-1", relay, MEBIBYTE)).isEqualTo("same");

        GoAgentProcess another = goNode("go-2", relay);
        assertThat(echo(ours, "go-2", relay, MEBIBYTE)).isEqualTo("same");
        assertThat(another.ask("echo go-1 " + MEBIBYTE)).isEqualTo("same");
    }

    @Test
    void refusalsAreUnderstoodOnBothSides() throws Exception {
        GoAgentProcess go = goNode("go-1", ourRelay());
        Multiaddr goRelay = goRelay();
        Libp2pHost ours = ourNode("ours", goRelay);

        assertThat(go.ask("echo nobody 1")).contains("NO_RESERVATION");
        assertThatThrownBy(() -> echo(ours, "nobody", goRelay, 1)).hasMessageContaining("NO_RESERVATION");
    }

    private Multiaddr ourRelay() throws Exception {
        Libp2pHost host = host("our-relay");
        Multiaddr address = host.listenAddresses().get(0);
        RelayService.addTo(host, RelayConfig.DEFAULT, () -> List.of(address), Ticker.systemTicker());
        return address.withPeerId(host.peerId());
    }

    private Multiaddr goRelay() throws Exception {
        return swarm.with(GoAgentProcess.relay("go-relay", swarm.secret())).address();
    }

    private GoAgentProcess goNode(String name, Multiaddr relay) throws Exception {
        return swarm.with(GoAgentProcess.node(name, swarm.secret(), relay));
    }

    private Libp2pHost ourNode(String name, Multiaddr relay) throws Exception {
        Libp2pHost host = host(name);
        RelayReservations reservations = new RelayReservations(host, RelayTransport.addTo(host), new Random(1));
        PeerId relayId = requireNonNull(relay.peerId());
        reservations.keep(List.of(new RelayPeer(relayId, List.of(relay))));
        Await.until(() -> reservations.states().get(0).reservation() != null);
        assertThat(reservations.states().get(0).reservation().voucher()).isNotNull();
        return host;
    }

    private Libp2pHost host(String name) throws Exception {
        Libp2pHost host = swarm.host(name);
        host.handle(Echo.ID, Echo::serve);
        return host;
    }

    private static String echo(Libp2pHost host, String peer, Multiaddr relay, int length) throws Exception {
        byte[] sent = new byte[length];
        new Random(length).nextBytes(sent);
        Multiaddr address = RelayTransport.address(relay, requireNonNull(relay.peerId()), MixedSwarm.idOf(peer));
        Connection connection =
                host.connect(MixedSwarm.idOf(peer), List.of(address)).get(60, TimeUnit.SECONDS);
        assertThat(connection.relayed()).isTrue();
        return Arrays.equals(Echo.ask(connection, Echo.ID, sent), sent) ? "same" : "different";
    }
}
