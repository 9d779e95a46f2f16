package io.edgemesh.tunnel.netns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.netns.NatLab.Unsolicited;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two nodes as they are configured by default, behind NATs that keep ports, and one relay: traffic begins over the relay and
 * moves to a direct path by itself, again and again. What that takes is written to {@code target/recovery.txt}.
 */
class WholeNodePunchNetnsTest {
    private static final int BULK = 5_000_000;

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
    void trafficMovesFromTheRelayToADirectPath(Unsolicited unsolicited) throws Exception {
        mesh = Mesh.thatCanPunch(unsolicited);
        Mesh.Node edgeA = mesh.node("edge-a");
        Mesh.Node edgeB = mesh.node("edge-b");
        Stopwatch watch = new Stopwatch();

        edgeB.start();
        edgeA.start();
        String first = watch.untilAnswered(() -> edgeA.hold(edgeB));
        watch.report(unsolicited + ": both nodes started, first answer across the NATs");

        assertThat(first).isEqualTo("same relay via cloud-1 (libp2p)");
        assertThat(edgeA.ask("path edge-b hole punched")).isEqualTo("hole punched (libp2p)");
        assertThat(edgeB.ask("path edge-a hole punched")).isEqualTo("hole punched (libp2p)");
        Stopwatch.report(unsolicited + ": what happened when, in ms, as seen by edge-a", edgeA.ask("journal"));
        Stopwatch.report(unsolicited + ": likewise by edge-b", edgeB.ask("journal"));
        assertNewStreamsGoDirectly(edgeA, edgeB);
        assertHeldStreamIsNotCut(edgeA);
        assertThat(edgeA.ask("status"))
                .contains("path=hole punched (libp2p)", "why=both dialled at the same moment, and it answered at /ip4/")
                .contains(
                        unsolicited == Unsolicited.REJECT
                                ? "/quic-v1"
                                : mesh.lab().natIp(2));
    }

    /** Nobody tells the nodes that their connections are dead: a firewall before the relay drops what belongs to none. */
    @ParameterizedTest
    @EnumSource
    void aNodeWhoseNatGetsAnotherAddressIsReachedOverTheRelayAndThenThroughANewHole(Unsolicited unsolicited)
            throws Exception {
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

    private void assertNewStreamsGoDirectly(Mesh.Node edgeA, Mesh.Node edgeB) throws Exception {
        long before = mesh.bytesForwarded("cloud-1");

        assertThat(edgeA.echo(edgeB, BULK)).isEqualTo("same hole punched (libp2p)");
        assertThat(edgeB.echo(edgeA, BULK)).isEqualTo("same hole punched (libp2p)");

        assertThat(mesh.bytesForwarded("cloud-1")).isLessThan(before + 10_000);
    }

    /** The stream that brought the first answer is still where it was, over the relay. */
    private void assertHeldStreamIsNotCut(Mesh.Node edgeA) throws Exception {
        long before = mesh.bytesForwarded("cloud-1");

        assertThat(edgeA.ask("held 100000")).isEqualTo("same relay via cloud-1 (libp2p)");

        assertThat(mesh.bytesForwarded("cloud-1")).isGreaterThan(before + 200_000);
    }
}
