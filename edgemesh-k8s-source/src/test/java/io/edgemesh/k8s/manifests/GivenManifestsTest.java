package io.edgemesh.k8s.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.metadata.MetadataSource;
import io.edgemesh.api.metadata.RecordingSink;
import io.edgemesh.api.model.Endpoint;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GivenManifestsTest {
    private final RecordingSink sink = new RecordingSink();

    private static MetadataSource create(String text) {
        return new ManifestsProvider().create(null, Settings.of("mesh.yaml", Map.of("text", text)));
    }

    @Test
    void tellsOfTheServicesOfAllDocuments() {
        MetadataSource source = create("""
                apiVersion: v1
                kind: Endpoints
                metadata: {name: web}
                subsets: [{addresses: [{ip: 10.1.0.4}], ports: [{port: 8080}]}]
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {ports: [{port: 80}]}
                """);

        source.start(sink);

        assertThat(sink.isSynced()).isTrue();
        assertThat(sink.entry("default", "web").endpoints())
                .isEqualTo(Map.of("", List.of(Endpoint.of(new InetSocketAddress("10.1.0.4", 8080), null))));
    }

    @Test
    void refusesATextThatIsNoYaml() {
        MetadataSource source = create("kind: [Service");

        assertThatThrownBy(() -> source.start(sink))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("mesh.yaml, text: ");
    }
}
