package io.edgemesh.bundle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.testing.JarProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineE2eTest {
    @TempDir
    Path folder;

    private static void expectWrongUse(String message, String... arguments) throws InterruptedException {
        try (JarProcess process = EdgeMeshJar.run(arguments)) {
            assertThat(process.awaitExit()).as(process.output()).isEqualTo(2);
            assertThat(process.output()).contains(message).doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "server", "demo", "identity --node=edge-a", "secret"})
    void refusesAnOptionThatThereIsNot(String command) throws Exception {
        expectWrongUse("--does-not-exist", (command + " --does-not-exist").split(" "));
    }

    @Test
    void suggestsTheOptionThatWasMeant() throws Exception {
        expectWrongUse("--config-file", "agent", "--config-fil=x");
    }

    @Test
    void asksForACommand() throws Exception {
        expectWrongUse("agent, server, demo, identity or secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "server"})
    void saysThatAConfigurationFileIsNotThere(String command) throws Exception {
        expectWrongUse("none.yaml: there is no such file", command, "--config-file", "none.yaml");
    }

    @Test
    void saysThatManifestsCannotBeRead() throws Exception {
        expectWrongUse("no-such-folder", "demo", "--check", "--manifests", "no-such-folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--dns-port", "--socks-port", "--http-port"})
    void saysThatAPortIsTaken(String option) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());

            expectWrongUse(port, "demo", "--check", option, port);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "agent", "server", "demo", "identity", "secret"})
    void explainsItself(String command) throws Exception {
        String[] arguments = (command + " --help").trim().split(" ");
        try (JarProcess process = EdgeMeshJar.run(arguments)) {
            assertThat(process.awaitExit()).isZero();
            assertThat(process.output()).startsWith("Usage: edgemesh");
        }
    }

    @Test
    void tellsItsVersion() throws Exception {
        try (JarProcess process = EdgeMeshJar.run("agent", "--version")) {
            assertThat(process.awaitExit()).isZero();
            assertThat(process.output()).matches("EdgeMesh for the JVM \\d+\\.\\d+.*");
        }
    }

    @Test
    void makesASecretOf256BitsThatOnlyItsOwnerReads() throws Exception {
        Path file = folder.resolve("psk");
        try (JarProcess process = EdgeMeshJar.run("secret", "--output", file.toString())) {
            assertThat(process.awaitExit()).isZero();
        }

        assertThat(Base64.getDecoder().decode(Files.readString(file).strip())).hasSize(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        expectWrongUse("exists already", "secret", "--output", file.toString());
    }

    @Test
    void makesAnotherSecretEachTime() throws Exception {
        try (JarProcess one = EdgeMeshJar.run("secret");
                JarProcess other = EdgeMeshJar.run("secret")) {
            assertThat(one.awaitExit()).isZero();
            assertThat(other.awaitExit()).isZero();
            assertThat(one.output()).isNotEqualTo(other.output());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--defaultconfig", "--minconfig"})
    void printsAConfigurationToBeginWith(String option) throws Exception {
        try (JarProcess process = EdgeMeshJar.run("agent", option)) {
            assertThat(process.awaitExit()).isZero();
            assertThat(process.output()).contains("modules:", "edgeTunnel:");
        }
    }
}
