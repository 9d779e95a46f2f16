package io.edgemesh.tunnel.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.PeerListener;
import io.edgemesh.tunnel.identify.Identify;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.ping.Ping;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole stack against other implementations; {@link InteropScale} says how much of everything. */
class Libp2pInteropTest {
    @AutoClose
    private final OurSide ourSide;

    static List<InteropCase> cases() {
        return InteropCase.all();
    }

    Libp2pInteropTest(@TempDir Path directory) throws Exception {
        ourSide = new OurSide(directory);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void weDial(InteropCase given) throws Exception {
        given.assumePossible();
        Libp2pHost host = ourSide.host(given);
        Identify identify = Identify.install(host, "interop/1.0.0", List::of);
        try (ForeignPeer peer = ourSide.listener(given)) {
            Connection connection = OurSide.connect(host, peer);
            Exercises exercises = new Exercises(connection);

            assertThat(connection.peerId()).isEqualTo(peer.address().peerId());
            exercises.ping();
            exercises.echo(InteropScale.BYTES);
            exercises.sink(InteropScale.BYTES);
            exercises.source(InteropScale.BYTES);
            exercises.reset();
            exercises.streams(InteropScale.STREAMS);
            exercises.streamsAtOnce(given.streamsAtOnce());
            Awaitility.await().until(() -> identify.of(connection) != null);
            assertThat(identify.of(connection).protocols()).contains(InteropProtocols.ECHO, Ping.PROTOCOL_ID);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theyDial(InteropCase given) throws Exception {
        given.assumePossible();
        Libp2pHost host = ourSide.host(given);
        Identify.install(host, "interop/1.0.0", List::of);
        InteropProtocols.serve(host);
        PeerListener listener = OurSide.get(host.listen(Multiaddr.parse(given.listenAddress())));
        List<String> arguments = given.arguments(
                ourSide.swarmKey(),
                "--dial",
                listener.address().withPeerId(host.peerId()).toString(),
                "--tests",
                given.exercises(),
                "--bytes",
                "" + InteropScale.BYTES,
                "--streams",
                "" + InteropScale.STREAMS);

        try (ForeignPeer peer = ForeignPeer.start(given.implementation(), arguments)) {
            assertThat(peer.output())
                    .contains("OK", "AGENT edgemesh", InteropProtocols.ECHO)
                    .doesNotContain("FAILED");
        }
    }
}
