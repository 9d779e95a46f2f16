package io.edgemesh.tunnel.netns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.netns.NatLab.Unsolicited;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A router gets another public address while two nodes are connected through the hole in it, over TCP or over QUIC. */
class RenumberedNatNetnsTest {
    private Mesh mesh;

    @BeforeAll
    static void assumePossible() {
        NatLab.assumePossible();
    }

    @AfterEach
    void stop() throws Exception {
        if (mesh != null) {
            mesh.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNodeBehindIsReachedOverTheRelayAndThenThroughANewHole(Unsolicited unsolicited) throws Exception {
        mesh = Mesh.thatCanPunch(unsolicited);
        mesh.lab().setFirewall();
        mesh.connectDirectly();
        Mesh.Node edgeA = mesh.node("edge-a");
        Mesh.Node edgeB = mesh.node("edge-b");
        assertThat(edgeB.echo(edgeA, 100)).isEqualTo("same hole punched (libp2p)");
        Stopwatch watch = new Stopwatch();

        mesh.lab().renumberNat(1);
        String first = watch.untilAnswered(() -> edgeB.echo(edgeA, 100));
        watch.report(unsolicited + ": a NAT's address changed, first answer from behind it");

        assertThat(first).isEqualTo("same relay via cloud-1 (libp2p)");
        assertThat(edgeB.ask("path edge-a hole punched")).isEqualTo("hole punched (libp2p)");
        watch.report(unsolicited + ": a NAT's address changed, new hole");
        assertThat(edgeB.echo(edgeA, 100_000)).isEqualTo("same hole punched (libp2p)");
        assertThat(edgeB.ask("status"))
                .contains("it answered at /ip4/" + mesh.lab().natIp(1));
        assertThat(edgeA.ask("path edge-b hole punched")).isEqualTo("hole punched (libp2p)");
        assertThat(edgeA.echo(edgeB, 100_000)).isEqualTo("same hole punched (libp2p)");
    }
}
