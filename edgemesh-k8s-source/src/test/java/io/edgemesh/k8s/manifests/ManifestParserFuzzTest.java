package io.edgemesh.k8s.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.metadata.RecordingSink;
import io.edgemesh.k8s.yaml.YamlException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ManifestParserFuzzTest {
    /** Each level names the one below ten times; written out, the last would have 10^9 texts. */
    @Test
    void survivesABillionLaughs() {
        StringBuilder bomb = new StringBuilder("apiVersion: v1\nkind: Service\nx0: &x0 [lol]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("x").append(i).append(": &x").append(i).append(" [");
            bomb.append(("*x" + (i - 1) + ", ").repeat(9))
                    .append("*x")
                    .append(i - 1)
                    .append("]\n");
        }
        bomb.append("metadata: {name: a, labels: {l: *x9}, annotations: *x9}\nspec: {ports: *x9, clusterIPs: *x9}\n");
        RecordingSink sink = new RecordingSink();

        parseManifest(bomb.toString().getBytes(StandardCharsets.UTF_8), sink);

        assertThat(sink.problems()).hasSize(1);
        assertThat(sink.problems().get(0)).hasSizeLessThan(1_000);
    }

    @Property(tries = 2_000)
    void noTextEscapesAsAnException(@ForAll("nearlyYaml") String text) {
        parseManifest(text.getBytes(StandardCharsets.UTF_8), new RecordingSink());
    }

    @Property(tries = 500)
    void noBytesEscapeAsAnException(@ForAll byte[] bytes) {
        parseManifest(bytes, new RecordingSink());
    }

    /** A manifest that somebody has cut, or written into, anywhere. */
    @Property(tries = 2_000)
    void noDamagedManifestEscapesAsAnException(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] damaged = MANIFEST.getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(6); i > 0; i--) {
            damaged[random.nextInt(damaged.length)] =
                    (byte) "{}[]:,-&*!|>'\"%@`#\n\t ~09aZ\u0000\u00ff".charAt(random.nextInt(28));
        }
        int from = random.nextInt(20);
        byte[] cut = Arrays.copyOfRange(damaged, from, from + random.nextInt(damaged.length - from));

        parseManifest(cut, new RecordingSink());
    }

    @Provide
    Arbitrary<String> nearlyYaml() {
        Arbitrary<String> words = Arbitraries.of(
                "apiVersion: v1\n",
                "kind: Service\n",
                "kind: List\n",
                "kind: Endpoints\n",
                "metadata:",
                " {name: a}\n",
                "spec:",
                "items:",
                " - ",
                "  ",
                "\n",
                "---\n",
                "...\n",
                "{",
                "}",
                "[",
                "]",
                ":",
                ", ",
                "&a ",
                "*a",
                "<<: ",
                "!!set ",
                "? ",
                "| ",
                "> ",
                "'",
                "\"",
                "# ",
                "%YAML 1.1\n",
                "\t",
                "~",
                "\u0000",
                "\ud800",
                "ports",
                "80");
        return words.list().ofMaxSize(40).map(list -> String.join("", list));
    }

    private static final String MANIFEST = """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {clusterIP: 10.96.0.1, ports: [{name: http, port: 80, nodePort: 30080}], sessionAffinity: ClientIP}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
            addressType: IPv4
            ports: [{name: http, port: 8080}]
            endpoints: [{addresses: [10.0.0.1], conditions: {ready: true}, nodeName: edge-b}]
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: web, namespace: shop}
            spec: {host: web, trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName: X-User}}}}
            """;

    private static void parseManifest(byte[] content, RecordingSink sink) {
        try {
            new ManifestParser("test.yaml", Map.of(), sink).parse(content);
        } catch (YamlException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
