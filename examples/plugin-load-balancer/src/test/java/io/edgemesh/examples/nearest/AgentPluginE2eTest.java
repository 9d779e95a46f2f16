package io.edgemesh.examples.nearest;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.testing.EchoServer;
import io.edgemesh.testing.JarProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the plug-in in the agent's plug-in folder, its policy is there by name. */
class AgentPluginE2eTest {
    private static final Path AGENT = Path.of("..", "..", "edgemesh-bundle", "target", "edgemesh.jar");
    private static final Path PLUGIN = Path.of("target", "nearest-first.jar");
    private static final Pattern FORWARD = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    Path folder;

    @BeforeEach
    void makeFolders() throws IOException {
        Files.createDirectory(folder.resolve("plugins"));
        Files.createDirectory(folder.resolve("manifests"));
    }

    @Test
    void theAgentDialsTheNearestEndpoints() throws Exception {
        Files.copy(PLUGIN, folder.resolve("plugins").resolve("nearest-first.jar"));
        try (EchoServer near = greeting("near");
                EchoServer far = greeting("far")) {
            writeManifests(near, far);
            try (JarProcess agent = JarProcess.start(AGENT, "agent", "--config-file", writeConfiguration())) {
                int port = forwardedPort(agent.awaitLine("mesh started"));

                Set<String> answers = new HashSet<>();
                for (int i = 0; i < 6; i++) {
                    answers.add(read(port));
                }

                assertThat(answers).containsExactly("near");
                assertThat(agent.terminate()).isZero();
            }
        }
    }

    @Test
    void theAgentSaysThatThePolicyIsNotThereWithoutThePlugin() throws Exception {
        try (JarProcess agent = JarProcess.start(AGENT, "agent", "--config-file", writeConfiguration())) {
            assertThat(agent.awaitExit()).isEqualTo(2);
            assertThat(agent.output())
                    .contains("unknown load balancer \"NEAREST_FIRST\"")
                    .contains("ROUND_ROBIN")
                    .doesNotContain("\tat ");
        }
    }

    private static EchoServer greeting(String text) {
        return EchoServer.tcp(client -> client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String read(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static int forwardedPort(String started) {
        Matcher matcher = FORWARD.matcher(started);
        assertThat(matcher.find()).as(started).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private String writeConfiguration() throws IOException {
        Path file = folder.resolve("edgemesh.yaml");
        Files.writeString(file, """
                nodeName: app
                zone: north
                pluginDirectory: %s
                metadata: {source: manifests, path: %s}
                modules:
                  edgeProxy:
                    enable: true
                    interception: none
                    loadBalancer: {policy: NEAREST_FIRST}
                    forwards: [{listen: "127.0.0.1:0", service: "orders.default:80"}]
                """.formatted(folder.resolve("plugins"), folder.resolve("manifests")));
        return file.toString();
    }

    private void writeManifests(EchoServer near, EchoServer far) throws IOException {
        String service = """
                apiVersion: v1
                kind: Service
                metadata: {name: orders, namespace: default}
                spec: {clusterIP: 10.96.0.21, ports: [{port: 80}]}
                """;
        Files.writeString(
                folder.resolve("manifests").resolve("orders.yaml"),
                service + "---\n" + slice("near", "north", near.port()) + "---\n" + slice("far", "south", far.port()));
    }

    private static String slice(String name, String zone, int port) {
        return """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %s, namespace: default, labels: {kubernetes.io/service-name: orders}}
                addressType: IPv4
                ports: [{port: %d}]
                endpoints: [{addresses: [127.0.0.1], zone: %s}]
                """.formatted(name, port, zone);
    }
}
