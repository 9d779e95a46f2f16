package io.edgemesh.tunnel.relay;

import static io.edgemesh.tunnel.fakes.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.fakes.FakeConnection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.LocalNetwork;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayReservationsTest {
    private static final String OVER_TCP = "/ip4/192.0.2.1/tcp/20006";
    private static final String OVER_QUIC = "/ip4/192.0.2.1/udp/20006/quic-v1";

    private final LocalNetwork network = new LocalNetwork();
    private final FakeConnection first = new FakeConnection(peer(2), OVER_TCP).asOf(Instant.ofEpochSecond(1));
    private final FakeConnection beside = new FakeConnection(peer(2), OVER_QUIC).asOf(Instant.ofEpochSecond(2));
    private final FakeConnection anew = new FakeConnection(peer(2), OVER_TCP).asOf(Instant.ofEpochSecond(3));

    @AfterEach
    void close() throws Exception {
        for (FakeConnection connection : List.of(first, beside, anew)) {
            connection.release();
        }
        network.close();
    }

    @Test
    void theReservationMovesToAYoungerConnectionButNotToOneOverQuicBesideTcp() throws Exception {
        Libp2pHost host = network.start(1);
        host.connections().add(first);
        RelayReservations reservations = new RelayReservations(host, RelayTransport.addTo(host), new Random(1));
        reservations.keep(List.of(new RelayPeer(peer(2), List.of(Multiaddr.parse(OVER_TCP)))));
        Await.until(() -> !first.opened.isEmpty());

        host.connections().add(beside);
        host.connections().add(anew);

        Await.until(() -> !anew.opened.isEmpty());
        assertThat(beside.opened).isEmpty();
    }

    @Test
    void aRelayThatIsConnectedOverQuicAloneIsDialledWhereItIsConfigured() throws Exception {
        Libp2pHost host = network.start(1);
        host.connections().add(beside);
        RelayReservations reservations = new RelayReservations(host, RelayTransport.addTo(host), new Random(1));

        reservations.keep(List.of(new RelayPeer(peer(2), List.of(Multiaddr.parse(OVER_TCP)))));

        Await.until(() -> reservations.states().get(0).lastFailure() != null); // nobody is there
        assertThat(beside.opened).isEmpty();
    }
}
