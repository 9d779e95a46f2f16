package io.edgemesh.tunnel.netns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a mesh lives through: relays that die, fall silent, come back or take turns; a network that is cut, loses packets or
 * renumbers. What each took is written to {@code target/recovery.txt}; the figures are in
 * {@code docs/benchmarks/tunnel.md}.
 */
class FaultsNetnsTest {
    private static Mesh mesh;

    private final Mesh.Node edgeA = mesh.node("edge-a");
    private final Mesh.Node edgeB = mesh.node("edge-b");
    private final Mesh.Node edgeC = mesh.node("edge-c");

    @BeforeAll
    static void start() throws Exception {
        NatLab.assumePossible();
        mesh = Mesh.onRelays();
    }

    @AfterAll
    static void stop() throws Exception {
        if (mesh != null) {
            mesh.close();
        }
    }

    @BeforeEach
    void restore() throws Exception {
        mesh.restore();
    }

    @AfterEach
    void mend() throws Exception {
        mesh.restore();
    }

    /** Elsewhere the first answer across NATs takes 75 s, and as released there is none. */
    @Test
    void theFirstAnswerComesRightAfterTheStart() throws Exception {
        edgeA.relaunch();
        edgeB.relaunch();
        Stopwatch watch = new Stopwatch();

        edgeB.start();
        edgeA.start();
        String answer = watch.untilAnswered(() -> edgeA.echo(edgeB, 100));

        watch.report("both nodes started, first answer across the NATs");
        assertThat(answer).startsWith("same relay via cloud-");
    }

    /** Elsewhere it takes 85 s. */
    @Test
    void aNodeThatRestartsIsReachedAgain() throws Exception {
        assertThat(edgeA.echo(edgeB, 100)).startsWith("same");
        edgeB.relaunch();
        Stopwatch watch = new Stopwatch();

        edgeB.start();
        String answer = watch.untilAnswered(() -> edgeA.echo(edgeB, 100));

        watch.report("a node restarted, first answer of it");
        assertThat(answer).startsWith("same relay");
    }

    /** Elsewhere it takes 28 to 50 s. */
    @Test
    void aRelayThatComesBackServesAtOnce() throws Exception {
        mesh.node("cloud-1").kill();
        mesh.node("cloud-2").kill();
        assertThat(edgeA.echo(edgeB, 100)).startsWith("failed");
        mesh.node("cloud-2").relaunch();
        Stopwatch watch = new Stopwatch();

        mesh.node("cloud-2").start();
        String answer = watch.untilAnswered(() -> edgeA.echo(edgeB, 100));

        watch.report("the only relay came back, first answer over it");
        assertThat(answer).isEqualTo("same relay via cloud-2 (libp2p)");
    }

    @Test
    void relaysThatDieInTurnFailNoRequest() throws Exception {
        String used = relayInUse();
        String other = otherThan(used);
        edgeA.load(edgeB);

        mesh.node(used).kill();
        edgeA.ask("path edge-b relay via " + other);
        mesh.restore();
        mesh.node(other).kill();
        edgeA.ask("path edge-b relay via " + used);
        mesh.restore();

        edgeA.assertAllAnswered("a relay killed, twice in turn, under load");
    }

    /** The new one has the old one's name and another address, which is in the configuration from the beginning. */
    @Test
    void aRelayThatIsReplacedByOneElsewhereFailsNoRequest() throws Exception {
        mesh.node("cloud-2").kill();
        assertThat(edgeA.echo(edgeB, 100)).isEqualTo("same relay via cloud-1 (libp2p)");
        edgeA.load(edgeB);

        mesh.node("cloud-2").replaceElsewhere();
        edgeA.ask("reserved");
        edgeB.ask("reserved");
        mesh.node("cloud-1").kill();
        edgeA.ask("path edge-b relay via cloud-2");

        edgeA.assertAllAnswered("a relay killed for good once there was another elsewhere, under load");
    }

    @Test
    void aRelayThatFallsSilentFailsNoRequest() throws Exception {
        String used = relayInUse();
        String other = otherThan(used);
        edgeA.load(edgeB);

        mesh.node(used).fallSilent();
        edgeA.ask("path edge-b relay via " + other);

        edgeA.assertAllAnswered("a relay gone silent, under load");
    }

    @Test
    void aLocalNetworkThatIsCutOffKeepsItsServices() throws Exception {
        edgeA.echo(edgeC, 100);
        edgeA.ask("path edge-c lan");
        edgeA.load(edgeC);

        mesh.lab().setLink(1, false);
        assertThat(edgeA.echo(edgeC, 1_000_000)).isEqualTo("same lan (libp2p)");
        assertThat(edgeC.echo(edgeA, 1_000_000)).isEqualTo("same lan (libp2p)");

        edgeA.assertAllAnswered("a local network cut off from the relays, within it");
    }

    @Test
    void aNetworkThatIsMendedIsNoticed() throws Exception {
        assertThat(edgeB.echo(edgeA, 100)).startsWith("same");
        mesh.lab().setLink(1, false);
        assertThat(edgeB.echo(edgeA, 100)).startsWith("failed");
        Stopwatch watch = new Stopwatch();

        mesh.lab().setLink(1, true);
        String answer = watch.untilAnswered(() -> edgeB.echo(edgeA, 100));

        watch.report("a local network cut off for some 10 s and mended, first answer from it");
        assertThat(answer).startsWith("same");
    }

    @Test
    void losesNothingWherePacketsAreLost() throws Exception {
        mesh.lab().setLoss(5);

        assertThat(edgeA.echo(edgeB, 500_000)).startsWith("same relay");
        edgeA.load(edgeB);
        assertThat(edgeB.echo(edgeA, 500_000)).startsWith("same relay");

        assertThat(mesh.lab().lost()).isGreaterThan(10);
        edgeA.assertAllAnswered("5 of 100 packets lost on the way to and from the relays");
    }

    @Test
    void losesAndAltersNothingWherePacketsOvertakeEachOther() throws Exception {
        Disorder.assertNoHarm(mesh, "relay", "over a relay");
    }

    @Test
    void anAddressThatChangesIsNoticed() throws Exception {
        assertThat(edgeB.echo(edgeA, 100)).startsWith("same");
        Stopwatch watch = new Stopwatch();

        mesh.lab().renumberNode(1, 77);
        String answer = watch.untilAnswered(() -> edgeB.echo(edgeA, 100));
        watch.report("a node's address changed, first answer of it");
        Stopwatch backAgain = new Stopwatch();
        mesh.lab().renumberNode(1, 2);
        String answerToo = backAgain.untilAnswered(() -> edgeA.echo(edgeB, 100));

        backAgain.report("a node's address changed, first answer to it");
        assertThat(answer).startsWith("same relay");
        assertThat(answerToo).startsWith("same relay");
    }

    @Test
    void tenMebibytesArriveAsTheyWereSentBothWays() throws Exception {
        assertThat(edgeA.echo(edgeB, 10 << 20)).startsWith("same relay");
        assertThat(edgeB.echo(edgeA, 10 << 20)).startsWith("same relay");
    }

    private String relayInUse() throws Exception {
        String answer = edgeA.echo(edgeB, 100);
        assertThat(answer).startsWith("same relay via cloud-");
        return answer.split(" ")[3];
    }

    private static String otherThan(String relay) {
        return relay.equals("cloud-1") ? "cloud-2" : "cloud-1";
    }
}
