package io.edgemesh.tunnel.netns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.netns.NatLab.Unsolicited;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packets that overtake each other on a direct path over QUIC; {@link FaultsNetnsTest} has the path over a relay. */
class DisorderNetnsTest {
    private Mesh mesh;
    private Mesh.Node edgeA;
    private Mesh.Node edgeB;

    @BeforeEach
    void start() throws Exception {
        NatLab.assumePossible();
        mesh = Mesh.thatCanPunch(Unsolicited.REJECT);
        edgeA = mesh.node("edge-a");
        edgeB = mesh.node("edge-b");
        mesh.connectDirectly();
    }

    @AfterEach
    void stop() throws Exception {
        if (mesh != null) {
            mesh.close();
        }
    }

    @Test
    void losesAndAltersNothingOverQuic() throws Exception {
        Disorder disorder = Disorder.begin(mesh.lab());
        edgeA.load(edgeB);

        assertThat(edgeA.echo(edgeB, 2_000_000)).isEqualTo("same hole punched (libp2p)");
        assertThat(edgeB.echo(edgeA, 2_000_000)).isEqualTo("same hole punched (libp2p)");
        assertThat(edgeA.datagrams(edgeB, 500)).isEqualTo("same=500 altered=0 missing=0");

        assertThat(disorder.delayed()).isGreaterThan(100);
        edgeA.assertAllAnswered("1 of 10 packets overtaken by others, directly over QUIC");
    }
}
