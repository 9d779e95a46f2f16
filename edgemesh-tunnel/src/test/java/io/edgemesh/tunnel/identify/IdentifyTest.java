package io.edgemesh.tunnel.identify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.PeerProtocolException;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.LocalNetwork;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IdentifyTest {
    @Test
    void bothSidesLearnWhoTheOtherIs() throws Exception {
        try (LocalNetwork network = new LocalNetwork()) {
            Libp2pHost alice = network.start(1);
            Libp2pHost bob = network.start(2);
            Identify ofAlice = Identify.install(alice, "edgemesh/1", alice::listenAddresses);
            Identify ofBob = Identify.install(bob, "edgemesh/1", bob::listenAddresses);

            Connection towardsBob =
                    alice.connect(bob.peerId(), List.of(network.address(2))).get(60, TimeUnit.SECONDS);

            Await.until(() -> ofAlice.of(towardsBob) != null);
            PeerInfo info = ofAlice.of(towardsBob);
            assertThat(info.agentVersion()).startsWith("edgemesh-jvm/");
            assertThat(info.protocolVersion()).isEqualTo("edgemesh/1");
            assertThat(info.listenAddresses()).containsExactly(network.address(2));
            assertThat(info.protocols()).containsExactly(Identify.PROTOCOL_ID, Identify.PUSH_PROTOCOL_ID);
            assertThat(info.observedAddress()).isNotNull();
            assertThat(info.record()).isNotNull();
            assertThat(info.record().addresses()).containsExactly(network.address(2));
            Await.until(() -> bob.connections().best(alice.peerId()) != null
                    && ofBob.of(bob.connections().best(alice.peerId())) != null);
        }
    }

    @Test
    void aChangeOfProtocolsIsPushed() throws Exception {
        try (LocalNetwork network = new LocalNetwork()) {
            Libp2pHost alice = network.start(1);
            Libp2pHost bob = network.start(2);
            Identify ofAlice = Identify.install(alice, "edgemesh/1", List::of);
            Identify ofBob = Identify.install(bob, "edgemesh/1", List::of);
            Connection towardsBob =
                    alice.connect(bob.peerId(), List.of(network.address(2))).get(60, TimeUnit.SECONDS);
            Await.until(() -> ofAlice.of(towardsBob) != null);
            Await.until(() -> bob.connections().best(alice.peerId()) != null
                    && ofBob.of(bob.connections().best(alice.peerId())) != null);

            bob.handle("/new/1", stream -> {});

            Await.until(() -> ofAlice.of(towardsBob).protocols().contains("/new/1"));
            assertThat(ofAlice.of(towardsBob).protocolVersion()).isEqualTo("edgemesh/1");
        }
    }

    @Test
    void whatIsKnownOfAPeerGoesWithItsConnection() throws Exception {
        try (LocalNetwork network = new LocalNetwork()) {
            Libp2pHost alice = network.start(1);
            Libp2pHost bob = network.start(2);
            Identify ofAlice = Identify.install(alice, "edgemesh/1", List::of);
            Identify.install(bob, "edgemesh/1", List::of);
            Connection towardsBob =
                    alice.connect(bob.peerId(), List.of(network.address(2))).get(60, TimeUnit.SECONDS);
            Await.until(() -> ofAlice.of(towardsBob) != null);

            towardsBob.close().sync();

            Await.until(() -> ofAlice.of(towardsBob) == null);
        }
    }

    @Test
    void aMessageAboutSomebodyElseIsRefused() {
        ByteBuf message = Unpooled.buffer();
        IdentifyMessage.write(message, LocalNetwork.keyPair(1).publicKey().toBytes(), PeerInfo.NONE, null);

        assertThatThrownBy(() ->
                        IdentifyMessage.read(message, LocalNetwork.keyPair(2).peerId()))
                .isInstanceOf(PeerProtocolException.class)
                .hasMessageContaining("public key of another peer");
    }

    @Test
    void onlySoManyAddressesAreKept() {
        Multiaddr address = Multiaddr.parse("/ip4/10.0.0.1/tcp/1");
        PeerInfo many = new PeerInfo("", "", java.util.Collections.nCopies(500, address), null, List.of(), null);
        ByteBuf message = Unpooled.buffer();
        IdentifyMessage.write(message, new byte[0], many, null);

        assertThat(IdentifyMessage.read(message, LocalNetwork.keyPair(1).peerId())
                        .listenAddresses())
                .hasSize(64);
    }

    @Property(tries = 1000)
    void anyBytesAreReadOrRefused(@ForAll @Size(max = 200) byte[] bytes) {
        try {
            IdentifyMessage.read(
                    Unpooled.wrappedBuffer(bytes), LocalNetwork.keyPair(1).peerId());
        } catch (PeerProtocolException refused) {
            assertThat(refused).hasMessageStartingWith("identify message of");
        }
    }
}
