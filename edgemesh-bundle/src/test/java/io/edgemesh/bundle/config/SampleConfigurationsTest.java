package io.edgemesh.bundle.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.config.Settings.UnreadKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that the command line prints are taken by the providers themselves, down to their last key. */
class SampleConfigurationsTest {
    @TempDir
    Path folder;

    /** Everything that can be switched on without a tunnel is on, on ports that are free. */
    private static String withModulesOn(String yaml) {
        return yaml.replace("enable: false", "enable: true")
                .replace("listenPort: 53 ", "listenPort: 0 ")
                .replace("listenPort: 10800", "listenPort: 0")
                .replace("listenPort: 10801", "listenPort: 0")
                .replace("127.0.0.1:5353", "127.0.0.1:0");
    }

    @Test
    void everyKeyOfTheFullFileIsReadBySomebody() throws Exception {
        Path psk = Files.writeString(folder.resolve("psk"), "0123456789abcdef0123456789abcdef");
        String yaml = withModulesOn(SampleConfigurations.full())
                .replace("/etc/edgemesh/psk", psk.toString())
                .replace("listenAddresses: [0.0.0.0]", "listenAddresses: [\"127.0.0.1:0\"]");

        assertThat(keysThatNobodyReads(yaml)).isEmpty();
    }

    @Test
    void everyKeyOfTheShortestFileIsReadBySomebody() throws Exception {
        Path psk = Files.writeString(folder.resolve("psk"), "0123456789abcdef0123456789abcdef");
        String yaml = withModulesOn(SampleConfigurations.shortest())
                .replace("{path: psk}", "{path: " + psk + "}")
                .replace("path: manifests", "path: " + folder)
                .replace("203.0.113.7", "127.0.0.1"); // nothing of a test leaves the machine

        assertThat(keysThatNobodyReads(yaml)).isEmpty();
    }

    private static List<String> keysThatNobodyReads(String yaml) {
        Settings root = ConfigurationFile.parse(yaml, "sample.yaml");
        try (ConfiguredMesh running = ConfiguredMesh.agent(root)) {
            assertThat(running.mesh().nodeName()).isNotEmpty();
            return root.unread().stream().map(UnreadKey::path).toList();
        }
    }
}
