package io.edgemesh.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.dial.ServiceAddress;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EdgeMeshTest {
    @Test
    void startsWithNothingOnTheClassPathAndSaysWhatIsMissingWhenItIsNeeded() throws Exception {
        try (EdgeMesh mesh = EdgeMesh.builder().nodeName("edge-a").start()) {
            assertThat(mesh.listenAddresses()).isEmpty();
            assertThat(mesh.ready().toCompletableFuture().get(1, TimeUnit.SECONDS))
                    .isNull();
            assertThatThrownBy(() ->
                            mesh.dial(ServiceAddress.parse("orders.default:80")).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("edgemesh-proxy is not on its class path");
            assertThatThrownBy(mesh::socksProxy)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("unknown subsystem \"proxy\"");
        }
    }

    @Test
    void startsFromWhatProvidersCreateAndClosesItInReverse() {
        RecordingProviders.EVENTS.clear();

        EdgeMesh mesh = EdgeMesh.builder()
                .nodeName("edge-a")
                .classLoader(RecordingProviders.classLoader())
                .metadata("recording", Map.of())
                .subsystem("recording", Map.of())
                .start();
        mesh.close();

        assertThat(RecordingProviders.EVENTS)
                .containsExactly(
                        "source created",
                        "subsystem created",
                        "source started",
                        "subsystem started",
                        "source closed",
                        "subsystem closed");
    }

    @Test
    void closesAllOfItOnAThreadThatHasBeenInterrupted() {
        EdgeMesh mesh = EdgeMesh.builder()
                .nodeName("edge-a")
                .classLoader(RecordingProviders.classLoader())
                .subsystem("recording", Map.of())
                .start();
        EventLoopGroup loops = mesh.feature(EventLoopGroup.class).orElseThrow();

        Thread.currentThread().interrupt();
        mesh.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(loops.isTerminated()).isTrue();
    }

    @Test
    void leavesNothingBehindWhenASubsystemCannotStart() {
        RecordingProviders.EVENTS.clear();

        assertThatThrownBy(() -> EdgeMesh.builder()
                        .nodeName("edge-a")
                        .classLoader(RecordingProviders.classLoader())
                        .metadata("recording", Map.of())
                        .subsystem("recording", Map.of("fail", true))
                        .start())
                .isInstanceOf(ConfigurationException.class);

        assertThat(RecordingProviders.EVENTS).contains("source closed", "subsystem closed");
    }

    @Test
    void refusesAnUnknownProviderWithTheNamesThatAreThere() {
        assertThatThrownBy(() -> EdgeMesh.builder()
                        .nodeName("edge-a")
                        .classLoader(RecordingProviders.classLoader())
                        .metadata("recordign", Map.of())
                        .start())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("metadata: unknown metadata source \"recordign\", did you mean \"recording\"?")
                .hasMessageContaining("Found: recording (test-classes)");
    }

    @Test
    void wantsASecretWhereThereAreRelays() {
        assertThatThrownBy(() -> EdgeMesh.builder()
                        .nodeName("edge-a")
                        .relay("cloud", "203.0.113.7")
                        .start())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("swarmSecret");
    }

    @Test
    void sendsOnlyServicesOfTheMeshThroughItsProxy() {
        try (EdgeMesh mesh = EdgeMesh.builder().nodeName("edge-a").start()) {
            mesh.catalog()
                    .publish(
                            ServiceEntry.of(Service.builder("default", "orders").build()));
            Proxy proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", 1));
            ProxySelector selector = new MeshProxySelector(mesh.catalog(), proxy);

            assertThat(selector.select(URI.create("http://orders.default:80/"))).isEqualTo(List.of(proxy));
            assertThat(selector.select(URI.create("http://orders/"))).isEqualTo(List.of(proxy));
            assertThat(selector.select(URI.create("https://late.shop.svc.cluster.local/")))
                    .isEqualTo(List.of(proxy));
            assertThat(selector.select(URI.create("http://example.com/"))).isEqualTo(List.of(Proxy.NO_PROXY));
            assertThat(selector.select(URI.create("http://localhost/"))).isEqualTo(List.of(Proxy.NO_PROXY));
            assertThat(selector.select(URI.create("http://10.0.0.1/"))).isEqualTo(List.of(Proxy.NO_PROXY));
        }
    }

    @Test
    void waitsForTheCatalogBeforeItSendsAnUnknownNamePastTheMesh() throws Exception {
        ServiceCatalog catalog = new ServiceCatalog();
        Proxy proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", 1));
        ProxySelector selector = new MeshProxySelector(catalog, proxy);

        CompletableFuture<List<Proxy>> selected =
                CompletableFuture.supplyAsync(() -> selector.select(URI.create("http://orders.default/")));
        catalog.publish(ServiceEntry.of(Service.builder("default", "orders").build()));
        catalog.markSynced();

        assertThat(selected.get(10, TimeUnit.SECONDS)).isEqualTo(List.of(proxy));
    }
}
