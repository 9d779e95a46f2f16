package io.edgemesh.tunnel.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.fakes.Peers;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.DialException;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.NoCommonSecurityException;
import io.edgemesh.tunnel.host.PeerListener;
import io.edgemesh.tunnel.host.ProtocolRefusedException;
import io.edgemesh.tunnel.host.UpgradeException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.pnet.SwarmSecretException;
import io.edgemesh.tunnel.security.PeerIdMismatchException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What does not fit together with peers of other implementations is called what it is. */
class MisfitInteropTest {
    static final List<String> IMPLEMENTATIONS = InteropCase.IMPLEMENTATIONS;

    private static final PeerId SOMEBODY_ELSE = Peers.peer(9);

    @AutoClose
    private final OurSide ourSide;

    MisfitInteropTest(@TempDir Path directory) throws Exception {
        ourSide = new OurSide(directory);
    }

    @ParameterizedTest
    @FieldSource("IMPLEMENTATIONS")
    void anotherSwarmSecret(String implementation) throws Exception {
        InteropCase given = new InteropCase(implementation, "tcp", "noise", true);

        assertDialFails(given, ourSide.host(given, OurSide.OTHER_SECRET))
                .hasMessageContaining("swarm secret")
                .cause() // whether the peer's first bytes come through depends on how it hangs up
                .isInstanceOfAny(SwarmSecretException.class, UpgradeException.class);
    }

    @ParameterizedTest
    @FieldSource("IMPLEMENTATIONS")
    void aSwarmSecretThatOnlyWeHave(String implementation) throws Exception {
        InteropCase given = new InteropCase(implementation, "tcp", "noise", false);

        assertDialFails(given, ourSide.host(given, OurSide.OTHER_SECRET)).hasMessageContaining("swarm secret");
    }

    @ParameterizedTest
    @FieldSource("IMPLEMENTATIONS")
    void aSwarmSecretThatOnlyTheyHave(String implementation) throws Exception {
        InteropCase given = new InteropCase(implementation, "tcp", "noise", true);

        assertDialFails(given, ourSide.host(given, null))
                .hasCauseInstanceOf(UpgradeException.class)
                .hasMessageContaining("in a private network, whose secret we do not have");
    }

    /** The one who dials us cannot know why; it only must not get in, nor hang. */
    @ParameterizedTest
    @FieldSource("IMPLEMENTATIONS")
    void aDiallerWithAnotherSwarmSecret(String implementation) throws Exception {
        InteropCase given = new InteropCase(implementation, "tcp", "noise", true);
        ForeignPeer.assumeAvailable(implementation);
        Libp2pHost host = ourSide.host(given, OurSide.OTHER_SECRET);
        PeerListener listener = OurSide.get(host.listen(Multiaddr.parse(given.listenAddress())));
        String address = listener.address().withPeerId(host.peerId()).toString();

        try (ForeignPeer peer =
                ForeignPeer.start(implementation, given.arguments(ourSide.swarmKey(), "--dial", address))) {
            assertThat(peer.output()).contains("FAILED").doesNotContain("OK");
            assertThat(host.connections().all()).isEmpty();
        }
    }

    static Stream<InteropCase> secured() {
        return IMPLEMENTATIONS.stream()
                .flatMap(implementation -> Stream.of("noise", "tls")
                        .map(security -> new InteropCase(implementation, "tcp", security, false)));
    }

    @ParameterizedTest
    @MethodSource("secured")
    void anotherPeerThanTheOneDialled(InteropCase given) throws Exception {
        try (ForeignPeer peer = start(given)) {
            Libp2pHost host = ourSide.host(given);
            Multiaddr address = peer.address();

            assertThatThrownBy(
                            () -> OurSide.get(host.dial(address.withoutPeerId().withPeerId(SOMEBODY_ELSE))))
                    .cause()
                    .isInstanceOf(PeerIdMismatchException.class)
                    .hasMessageContaining(address.peerId().toString())
                    .hasMessageContaining(SOMEBODY_ELSE.toString());
        }
    }

    @ParameterizedTest
    @FieldSource("IMPLEMENTATIONS")
    void anotherSecurity(String implementation) throws Exception {
        InteropCase given = new InteropCase(implementation, "tcp", "noise", false);

        assertDialFails(given, ourSide.host(new InteropCase(implementation, "tcp", "tls", false)))
                .hasCauseInstanceOf(NoCommonSecurityException.class)
                .hasMessageContaining("/tls/1.0.0");
    }

    @ParameterizedTest
    @FieldSource("IMPLEMENTATIONS")
    void aProtocolThatNobodySpeaks(String implementation) throws Exception {
        InteropCase given = new InteropCase(implementation, "tcp", "noise", false);
        try (ForeignPeer peer = start(given)) {
            Connection connection = OurSide.connect(ourSide.host(given), peer);

            assertThatThrownBy(() -> OurSide.get(connection.openStream(List.of("/a", "/b"), stream -> {})))
                    .cause()
                    .isInstanceOf(ProtocolRefusedException.class)
                    .hasMessage("peer " + connection.peerId() + " does not speak /a or /b");
            Receiver receiver = new Receiver();
            OurSide.get(connection.openStream(
                    List.of("/a"), stream -> stream.channel().pipeline().addLast(receiver)));
            assertThatThrownBy(() -> receiver.received().get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ProtocolRefusedException.class);
            new Exercises(connection).ping();
        }
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertDialFails(InteropCase given, Libp2pHost host)
            throws Exception {
        try (ForeignPeer peer = start(given)) {
            return assertThatThrownBy(() -> OurSide.connect(host, peer)).cause().isInstanceOf(DialException.class);
        }
    }

    private ForeignPeer start(InteropCase given) throws Exception {
        ForeignPeer.assumeAvailable(given.implementation());
        return ourSide.listener(given);
    }
}
