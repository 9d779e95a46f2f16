package io.edgemesh.tunnel.autonat;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.LocalNetwork;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AutoNatServiceTest {
    private static final int SERVER = 1;
    private static final int CLIENT = 99; // its address is the one that all diallers of this network seem to come from
    private static final int DIALLER = 3;

    private final LocalNetwork network = new LocalNetwork();
    private final MockTicker ticker = Ticker.newMockTicker();
    private Libp2pHost client;
    private Libp2pHost dialler;
    private Connection connection;

    @BeforeEach
    void start() throws Exception {
        Libp2pHost server = network.start(SERVER);
        dialler = network.start(DIALLER);
        client = network.start(CLIENT);
        AutoNatService.addTo(server, dialler, ticker);
        connection = client.connect(server.peerId(), List.of(network.address(SERVER)))
                .get(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        network.close();
    }

    @Test
    void aPeerThatListensAtItsAddressIsReached() throws Exception {
        Multiaddr listening = Multiaddr.parse("/ip4/10.99.99.99/tcp/4001");
        client.listen(listening).get(60, TimeUnit.SECONDS);

        DialBackAnswer answer = ask(client.peerId(), listening);

        assertThat(answer.status()).isEqualTo(DialStatus.OK);
        assertThat(answer.address()).isEqualTo(listening);
        Await.until(() -> dialler.connections().all().isEmpty());
    }

    @Test
    void aPeerThatListensElsewhereIsNot() throws Exception {
        DialBackAnswer answer = ask(client.peerId(), network.address(CLIENT));

        assertThat(answer.status()).isEqualTo(DialStatus.DIAL_ERROR);
        assertThat(answer.address()).isNull();
    }

    @Test
    void nobodyIsDialledForSomebodyElse() throws Exception {
        DialBackAnswer answer = ask(LocalNetwork.keyPair(5).peerId(), network.address(CLIENT));

        assertThat(answer.status()).isEqualTo(DialStatus.BAD_REQUEST);
    }

    @Test
    void thereAreThreeAttemptsAMinute() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(ask(client.peerId()).status()).isEqualTo(DialStatus.DIAL_ERROR);
        }
        assertThat(ask(client.peerId()).status()).isEqualTo(DialStatus.DIAL_REFUSED);

        ticker.advance(1, TimeUnit.MINUTES);

        assertThat(ask(client.peerId()).status()).isEqualTo(DialStatus.DIAL_ERROR);
    }

    @Test
    void onlyTheAddressThatThePeerComesFromIsDialled() {
        Multiaddr seenAt = Multiaddr.parse("/ip4/192.0.2.1/tcp/4321");

        List<Multiaddr> dialled = DialBackAddresses.of(
                seenAt,
                List.of(
                        Multiaddr.parse("/ip4/10.0.0.1/tcp/20006"),
                        Multiaddr.parse("/ip4/10.0.0.2/tcp/20006"),
                        Multiaddr.parse("/dns4/victim.example/tcp/80"),
                        Multiaddr.parse("/ip4/10.0.0.1/udp/20006/quic-v1"),
                        Multiaddr.parse("/ip4/10.0.0.1/tcp/1/p2p/"
                                + LocalNetwork.keyPair(5).peerId() + "/p2p-circuit")));

        assertThat(dialled).containsExactly(seenAt, Multiaddr.parse("/ip4/192.0.2.1/tcp/20006"));
    }

    private DialBackAnswer ask(PeerId peer, Multiaddr... addresses) throws Exception {
        return AutoNatClient.ask(connection, peer, List.of(addresses)).get(60, TimeUnit.SECONDS);
    }
}
