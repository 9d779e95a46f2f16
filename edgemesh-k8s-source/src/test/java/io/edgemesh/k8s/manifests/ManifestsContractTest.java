package io.edgemesh.k8s.manifests;

import io.edgemesh.api.metadata.MetadataSource;
import io.edgemesh.api.metadata.MetadataSourceContract;
import io.edgemesh.api.model.ServiceName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class ManifestsContractTest extends MetadataSourceContract {
    @TempDir
    private Path folder;

    @Override
    protected MetadataSource create() {
        return new ManifestsSource(folder, "test, path", Duration.ofSeconds(1), service -> true);
    }

    @Override
    protected void add(ServiceName name) throws Exception {
        Files.writeString(file(name), """
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: %s}
                spec: {ports: [{port: 80}]}
                """.formatted(name.name(), name.namespace()));
    }

    @Override
    protected void remove(ServiceName name) throws Exception {
        Files.delete(file(name));
    }

    private Path file(ServiceName name) {
        return folder.resolve(name.namespace() + '-' + name.name() + ".yaml");
    }
}
