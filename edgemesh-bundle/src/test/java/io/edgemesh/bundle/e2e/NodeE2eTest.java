package io.edgemesh.bundle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemesh.testing.EchoServer;
import io.edgemesh.testing.JarProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents and a relay as processes of their own, from configuration files. */
class NodeE2eTest {
    private static final String STARTED = "mesh started";
    private static final Pattern FORWARD = Pattern.compile("name=forward[^\\]]*127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    Path folder;

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private Path manifests(int port, String node) throws IOException {
        Path manifests = Files.createDirectories(folder.resolve("manifests"));
        Files.writeString(manifests.resolve("echo.yaml"), """
                apiVersion: v1
                kind: Service
                metadata: {name: echo, namespace: default}
                spec: {clusterIP: 10.96.0.31, ports: [{port: 7}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: echo-1, namespace: default, labels: {kubernetes.io/service-name: echo}}
                addressType: IPv4
                ports: [{port: %d}]
                endpoints: [{addresses: [127.0.0.1], nodeName: %s}]
                """.formatted(port, node));
        return manifests;
    }

    private static String echo(int port, String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int forwardedPort(JarProcess agent) throws InterruptedException {
        String started = agent.awaitLine(STARTED);
        Matcher matcher = FORWARD.matcher(started);
        assertThat(matcher.find()).as(started).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    @Test
    void anAgentServesItsNodeUntilItIsToldToEnd() throws Exception {
        try (EchoServer server = EchoServer.tcp()) {
            String configuration = write("edge-a.yaml", """
                    nodeName: edge-a
                    metadata: {source: manifests, path: %s}
                    modules:
                      edgeDNS: {enable: true, listenAddresses: ["127.0.0.1:0"]}
                      edgeProxy:
                        enable: true
                        interception: none
                        forwards: [{listen: "127.0.0.1:0", service: "echo.default:7"}]
                    """.formatted(manifests(server.port(), "edge-a")));
            try (JarProcess agent = EdgeMeshJar.run("agent", "--config-file", configuration)) {
                assertThat(echo(forwardedPort(agent), "again")).isEqualTo("again");

                assertThat(agent.terminate()).as(agent.output()).isZero();
                assertThat(agent.output()).doesNotContain("WARN").doesNotContain("ERROR");
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("edge-a.yaml", "manifests");
        }
    }

    /** Pitfall: a relay that does not answer at the start holds up the node's own services for a minute. */
    @Test
    void aRelayThatDoesNotAnswerHoldsUpNothingLocal() throws Exception {
        try (EchoServer server = EchoServer.tcp();
                ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String configuration = write("edge-a.yaml", """
                    nodeName: edge-a
                    metadata: {source: manifests, path: %s}
                    modules:
                      edgeProxy:
                        enable: true
                        interception: none
                        forwards: [{listen: "127.0.0.1:0", service: "echo.default:7"}]
                      edgeTunnel:
                        enable: true
                        listenAddresses: ["127.0.0.1:0"]
                        dialTimeout: 10m
                        psk: {path: %s}
                        relayNodes: [{nodeName: cloud, advertiseAddress: ["127.0.0.1:%d"]}]
                    """.formatted(
                            manifests(server.port(), "edge-a"),
                            write("psk", "0123456789abcdef0123456789abcdef"),
                            mute.getLocalPort()));
            try (JarProcess agent = EdgeMeshJar.run("agent", "--config-file", configuration)) {
                assertThat(echo(forwardedPort(agent), "at once")).isEqualTo("at once");

                assertThat(agent.terminate()).as(agent.output()).isZero();
            }
        }
    }

    @Test
    void twoAgentsAndARelayCarryAStreamFromNodeToNode() throws Exception {
        int relayPort = freePort();
        String psk = write("psk", "0123456789abcdef0123456789abcdef");
        String tunnel = """
                modules:
                  edgeTunnel:
                    enable: true
                    listenAddresses: ["127.0.0.1:%%d"]
                    psk: {path: %s}
                    relayNodes: [{nodeName: cloud, advertiseAddress: ["127.0.0.1:%d"]}]
                """.formatted(psk, relayPort);
        try (EchoServer server = EchoServer.tcp()) {
            String metadata = "metadata: {source: manifests, path: %s}%n".formatted(manifests(server.port(), "edge-b"));
            String relay = write("cloud.yaml", "nodeName: cloud\n" + tunnel.formatted(relayPort));
            String edgeB = write("edge-b.yaml", "nodeName: edge-b\n" + metadata + tunnel.formatted(0));
            String edgeA = write("edge-a.yaml", "nodeName: edge-a\n" + metadata + tunnel.formatted(0) + """
                      edgeProxy:
                        enable: true
                        interception: none
                        forwards: [{listen: "127.0.0.1:0", service: "echo.default:7"}]
                    """);
            try (JarProcess cloud = EdgeMeshJar.run("server", "--config-file", relay);
                    JarProcess b = EdgeMeshJar.run("agent", "--config-file", edgeB);
                    JarProcess a = EdgeMeshJar.run("agent", "--config-file", edgeA)) {
                cloud.awaitLine(STARTED);
                b.awaitLine(STARTED);

                int port = forwardedPort(a);
                await().atMost(Duration.ofSeconds(60))
                        .ignoreExceptions() // until the nodes have found each other
                        .untilAsserted(() -> assertThat(echo(port, "across")).isEqualTo("across"));

                assertThat(a.terminate()).as(a.output()).isZero();
                assertThat(b.terminate()).as(b.output()).isZero();
                assertThat(cloud.terminate()).as(cloud.output()).isZero();
            }
        }
    }

    @Test
    void aFileOfGoEdgeMeshRunsWithWarningsForWhatIsNotThereYet() throws Exception {
        String psk = write("psk", "edgemesh");
        String configuration = write("edgemesh-agent.yaml", """
                apiVersion: agent.edgemesh.config.kubeedge.io/v1alpha1
                kind: EdgeMeshAgent
                commonConfig: {bridgeDeviceName: edgemesh0, bridgeDeviceIP: 169.254.96.16}
                modules:
                  edgeDNS: {enable: false}
                  edgeProxy: {enable: true, socks5Proxy: {enable: true, listenPort: 0}}
                  edgeTunnel:
                    enable: true
                    listenPort: 0
                    listenAddresses: ["127.0.0.1"]
                    heartbeatPeriod: 120
                    relayNods: []
                    psk: {path: %s}
                metadata: {source: static}
                """.formatted(psk));
        try (JarProcess agent = EdgeMeshJar.run("agent", "--config-file", configuration)) {
            agent.awaitLine("not honoured yet");
            agent.awaitLine("relayNods: unknown key");

            assertThat(agent.terminate()).as(agent.output()).isZero();
            assertThat(agent.output())
                    .contains("peer identities follow from node names")
                    .containsPattern("not honoured yet: .*commonConfig")
                    .containsPattern("not honoured yet: .*modules.edgeTunnel.heartbeatPeriod")
                    .containsPattern("relayNods: unknown key, did you mean \"relayNodes\"");
        }
    }

    @Test
    void aPortThatIsTakenEndsTheAgentWithWordsOnWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String configuration = write("edge-a.yaml", """
                    nodeName: edge-a
                    modules:
                      edgeProxy:
                        enable: true
                        interception: none
                        socks5Proxy: {enable: true, listenPort: %d}
                    """.formatted(taken.getLocalPort()));
            try (JarProcess agent = EdgeMeshJar.run("agent", "--config-file", configuration)) {
                assertThat(agent.awaitExit()).as(agent.output()).isEqualTo(2);
                assertThat(agent.output())
                        .contains("modules.edgeProxy.socks5Proxy.listenPort")
                        .contains("the port is taken")
                        .doesNotContain("\tat ");
            }
        }
    }

    @Test
    void manifestsThatAreNotThereEndTheAgentWithWordsOnWhatToDo() throws Exception {
        String configuration = write("edge-a.yaml", """
                nodeName: edge-a
                metadata: {source: manifests, path: /no/such/folder}
                """);
        try (JarProcess agent = EdgeMeshJar.run("agent", "--config-file", configuration)) {
            assertThat(agent.awaitExit()).as(agent.output()).isEqualTo(2);
            assertThat(agent.output())
                    .contains("metadata.path")
                    .contains("/no/such/folder")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aSourceThatIsNotThereEndsTheAgentWithThoseThatAre() throws Exception {
        String configuration = write("edge-a.yaml", "nodeName: edge-a\nmetadata: {source: manifest}\n");
        try (JarProcess agent = EdgeMeshJar.run("agent", "--config-file", configuration)) {
            assertThat(agent.awaitExit()).as(agent.output()).isEqualTo(2);
            assertThat(agent.output())
                    .contains("unknown metadata source \"manifest\", did you mean \"manifests\"?")
                    .contains("kubernetes, manifests, static")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aRelayThatTheFileDoesNotListDoesNotStart() throws Exception {
        String configuration = write("edge-a.yaml", """
                nodeName: edge-a
                modules: {edgeTunnel: {relayNodes: [{nodeName: cloud, advertiseAddress: [203.0.113.7]}]}}
                """);
        try (JarProcess server = EdgeMeshJar.run("server", "--config-file", configuration)) {
            assertThat(server.awaitExit()).as(server.output()).isEqualTo(2);
            assertThat(server.output()).contains("\"edge-a\", is not among the relays [cloud]");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
