package io.edgemesh.bundle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.testing.JarProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoE2eTest {
    private static final Pattern HTTP_PROXY = Pattern.compile("--proxy http://127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    Path folder;

    @Test
    void eachStepDoesWhatItShows() throws Exception {
        try (JarProcess demo = EdgeMeshJar.run("demo", "--check")) {
            int exitCode = demo.awaitExit();

            assertThat(exitCode).as(demo.output()).isZero();
            assertThat(demo.output()).doesNotContain("FAILED").doesNotContain("missing  ");
            for (String step : List.of(
                    "name",
                    "http",
                    "https",
                    "tcp",
                    "udp",
                    "websocket",
                    "balancing",
                    "half-close",
                    "failover",
                    "relay")) {
                assertThat(demo.output()).containsPattern("(?m)^ok +" + step + " ");
            }
        }
    }

    /** Its temporary files, such as native libraries, go to the test's folder. */
    private JarProcess runDemo() {
        return JarProcess.start(Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + folder), EdgeMeshJar.PATH, "demo");
    }

    @Test
    void staysUpForPastedLinesUntilItIsToldToEndAndLeavesNothingBehind() throws Exception {
        try (JarProcess demo = runDemo()) {
            demo.awaitLine("--manifests DIR");

            assertThat(get(Integer.parseInt(find(HTTP_PROXY, demo.output())), "http://hello.demo/"))
                    .startsWith("hello from hello-");

            assertThat(demo.terminate()).as(demo.output()).isZero();
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void endsWithoutAComplaintInTheMiddleOfItsSteps() throws Exception {
        try (JarProcess demo = runDemo()) {
            demo.awaitLine("step");

            assertThat(demo.terminate()).as(demo.output()).isZero();
            assertThat(demo.output()).doesNotContain("Exception", "FAILED", "\tat ");
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void leavesNothingBehindWhenItIsKilled() throws Exception {
        try (JarProcess demo = runDemo()) {
            demo.awaitLine("--manifests DIR");

            demo.kill();

            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void servesManifestsOfTheUsersOwn() throws Exception {
        var server = com.sun.net.httpserver.HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.start();
        try {
            Files.writeString(folder.resolve("mine.yaml"), """
                    apiVersion: v1
                    kind: Service
                    metadata: {name: mine, namespace: own}
                    spec: {clusterIP: 10.96.7.7, ports: [{port: 80}]}
                    ---
                    apiVersion: v1
                    kind: Endpoints
                    metadata: {name: mine, namespace: own}
                    subsets: [{addresses: [{ip: 127.0.0.1}], ports: [{port: %d}]}]
                    """.formatted(
                            server.getAddress().getPort()));

            try (JarProcess demo = EdgeMeshJar.run("demo", "--check", "--manifests", folder.toString())) {
                assertThat(demo.awaitExit()).as(demo.output()).isZero();
                assertThat(demo.output())
                        .containsPattern("(?m)^ok +name .*10\\.96\\.7\\.7")
                        .containsPattern("(?m)^ok +tcp .*mine\\.own:80");
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void saysThatAFolderHoldsNoServices() throws Exception {
        Files.writeString(folder.resolve("broken.yaml"), "kind: [Service");

        try (JarProcess demo = EdgeMeshJar.run("demo", "--check", "--manifests", folder.toString())) {
            assertThat(demo.awaitExit()).as(demo.output()).isEqualTo(2);
            assertThat(demo.output()).contains("no Service could be read from", "--log-level=WARN");
        }
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private static String get(int proxyPort, String url) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxyPort)))
                .build();
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }
}
