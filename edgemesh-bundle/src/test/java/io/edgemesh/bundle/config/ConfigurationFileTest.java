package io.edgemesh.bundle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
    @Test
    void readsNestedKeysListsAndScalars() {
        Settings root = ConfigurationFile.parse("""
                modules:
                  edgeDNS:
                    enable: true
                    listenPort: 5353
                  edgeTunnel:
                    relayNodes:
                    - nodeName: cloud
                      advertiseAddress: [203.0.113.7]
                """, "edgemesh.yaml");

        Settings modules = root.section("modules");
        assertThat(modules.section("edgeDNS").flag("enable", false)).isTrue();
        assertThat(modules.section("edgeDNS").port("listenPort", 53)).isEqualTo(5353);
        assertThat(modules.section("edgeTunnel").sections("relayNodes").get(0).strings("advertiseAddress"))
                .containsExactly("203.0.113.7");
    }

    @Test
    void takesAnEmptyFileForOneWithoutKeys() {
        assertThat(ConfigurationFile.parse("# nothing\n", "edgemesh.yaml").keys())
                .isEmpty();
    }

    @Test
    void namesTheFileAndTheLineOfAMistake() {
        assertThatThrownBy(() -> ConfigurationFile.parse("modules:\n  edgeDNS: [\n", "edgemesh.yaml"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("edgemesh.yaml, line 3");
    }

    @Test
    void refusesAKeyThatIsSaidTwice() {
        assertThatThrownBy(() -> ConfigurationFile.parse("zone: a\nzone: b\n", "edgemesh.yaml"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("zone");
    }

    @Test
    void refusesAListAtTheTop() {
        assertThatThrownBy(() -> ConfigurationFile.parse("- a\n", "edgemesh.yaml"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("edgemesh.yaml");
    }

    @Test
    void refusesAliasesThatUnfoldIntoALargeTree() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
        }

        assertThatThrownBy(() -> ConfigurationFile.parse(bomb.toString(), "edgemesh.yaml"))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void createsNoObjectsForTags() {
        assertThatThrownBy(() -> ConfigurationFile.parse("zone: !!java.io.File [/]\n", "edgemesh.yaml"))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void saysThatAFileIsNotThere(@TempDir Path folder) {
        assertThatThrownBy(() -> ConfigurationFile.read(folder.resolve("none.yaml")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("none.yaml: there is no such file");
    }

    @Test
    void refusesAFileThatIsTooLong(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("long.yaml"), "a: " + "x".repeat(1024 * 1024));

        assertThatThrownBy(() -> ConfigurationFile.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("too long");
    }
}
