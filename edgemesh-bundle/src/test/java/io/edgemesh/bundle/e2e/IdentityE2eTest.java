package io.edgemesh.bundle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.testing.JarProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ids of Go EdgeMesh nodes are facts of the deployed system; ids of our own mode have to be the same on every node. */
class IdentityE2eTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "k8s-master, 12D3KooWB5qVCMrMNLpBDfMu6o4dy6ci2UqDVsFVomcd2PfYVzfW",
        "ke-edge1, 12D3KooWF3RB8SoMRZht7MDqF6GoipSPdFxVb9ESRLU7NuPX6ifH",
        "edge-a, 12D3KooWFfmzFE2kCg39knNd4pPeAgYFh1nmYK951zecf6YYmnQG",
        "cloud, 12D3KooWBJfQY1Pi71evQYsnKpkGEFaFVyL2N65XRgg6QqS7QzVC"
    })
    void tellsTheIdThatGoEdgeMeshGivesANode(String node, String peerId) throws Exception {
        assertThat(identity("--node", node, "--mode", "nodeName", "--json"))
                .isEqualTo("{\"node\": \"" + node + "\", \"mode\": \"nodeName\", \"peerId\": \"" + peerId + "\"}");
    }

    @Test
    void tellsAnIdThatDependsOnTheSecretAndTheNameAlone() throws Exception {
        String one = psk("one", "0123456789abcdef0123456789abcdef");
        String other = psk("other", "fedcba9876543210fedcba9876543210");

        String id = identity("--node", "edge-a", "--psk", one);

        assertThat(id).contains("psk").contains("12D3KooW");
        assertThat(identity("--node", "edge-a", "--psk", one)).isEqualTo(id);
        assertThat(identity("--node", "edge-a", "--psk", other)).isNotEqualTo(id);
        assertThat(identity("--node", "edge-b", "--psk", one)).isNotEqualTo(id);
    }

    @Test
    void asksForTheSecretThatItNeeds() throws Exception {
        try (JarProcess process = EdgeMeshJar.run("identity", "--node", "edge-a")) {
            assertThat(process.awaitExit()).isEqualTo(2);
            assertThat(process.output()).contains("--psk FILE");
        }
    }

    private String psk(String name, String content) throws Exception {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private static String identity(String... arguments) throws InterruptedException {
        String[] all = new String[arguments.length + 1];
        all[0] = "identity";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        try (JarProcess process = EdgeMeshJar.run(all)) {
            assertThat(process.awaitExit()).as(process.output()).isZero();
            return process.output();
        }
    }
}
