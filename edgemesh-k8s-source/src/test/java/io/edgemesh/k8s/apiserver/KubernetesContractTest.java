package io.edgemesh.k8s.apiserver;

import io.edgemesh.api.metadata.MetadataSource;
import io.edgemesh.api.metadata.MetadataSourceContract;
import io.edgemesh.api.model.ServiceName;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class KubernetesContractTest extends MetadataSourceContract {
    private FakeApiServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = new FakeApiServer();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Override
    protected MetadataSource create() {
        return new KubernetesSource(new ApiServerSettings(server.url(), null), service -> true, null, new Random(1));
    }

    @Override
    protected void add(ServiceName name) {
        server.put("{apiVersion: v1, kind: Service, metadata: {name: %s, namespace: %s}, spec: {ports: [{port: 80}]}}"
                .formatted(name.name(), name.namespace()));
    }

    @Override
    protected void remove(ServiceName name) {
        server.delete("Service", name.namespace(), name.name());
    }
}
