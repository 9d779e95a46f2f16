package io.edgemesh.tunnel.netns;

import io.edgemesh.tunnel.netns.NatLab.Unsolicited;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packets that overtake each other on a direct path over QUIC; {@link FaultsNetnsTest} has the path over a relay. */
class DisorderNetnsTest {
    private Mesh mesh;

    @BeforeEach
    void start() throws Exception {
        NatLab.assumePossible();
        mesh = Mesh.thatCanPunch(Unsolicited.REJECT);
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
        Disorder.assertNoHarm(mesh, "hole punched (libp2p)", "directly over QUIC");
    }
}
