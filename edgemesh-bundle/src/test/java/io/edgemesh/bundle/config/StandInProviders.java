package io.edgemesh.bundle.config;

import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.EdgeMeshBuilder;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.metadata.MetadataSink;
import io.edgemesh.api.metadata.MetadataSource;
import io.edgemesh.api.metadata.MetadataSourceProvider;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.net.NetworkProvider;
import io.edgemesh.api.net.NioNetworkProvider;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.api.subsystem.Subsystem;
import io.edgemesh.api.subsystem.SubsystemProvider;
import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.api.transport.TransportProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Providers of the shipped names that only remember what they were given, so that what a file says can be read off the
 * mesh it makes: settings and context of the tunnel as its feature, other parts as services and listen addresses.
 */
final class StandInProviders extends ClassLoader {
    private static final String SERVICES = "META-INF/services/";
    private static final Map<String, List<Class<?>>> PROVIDERS = Map.of(
            NetworkProvider.class.getName(), List.of(NioNetworkProvider.class),
            TransportProvider.class.getName(), List.of(Direct.class, Tunnel.class),
            SubsystemProvider.class.getName(), List.of(Dns.class, Proxy.class),
            MetadataSourceProvider.class.getName(), List.of(Manifests.class, Kubernetes.class));

    private StandInProviders() {
        super(StandInProviders.class.getClassLoader());
    }

    static EdgeMesh start(EdgeMeshBuilder builder) {
        return builder.classLoader(new StandInProviders()).start();
    }

    /** What the tunnel was created from. */
    record SeenByTunnel(MeshContext context, Settings settings) {}

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        if (!name.startsWith(SERVICES)) {
            return super.getResources(name);
        }
        List<Class<?>> providers = PROVIDERS.getOrDefault(name.substring(SERVICES.length()), List.of());
        String lines = String.join("\n", providers.stream().map(Class::getName).toList());
        return Collections.enumeration(List.of(new URL("memory", "", -1, "/" + name, new Text(lines))));
    }

    private static final class Text extends URLStreamHandler {
        private final String text;

        Text(String text) {
            this.text = text;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
                }
            };
        }
    }

    private record SilentTransport(String name, Optional<SeenByTunnel> seen) implements Transport {
        @Override
        public Reach reach(Endpoint endpoint) {
            return Reach.NO;
        }

        @Override
        public CompletionStage<OpenedChannel> open(OpenRequest request) {
            throw new IllegalStateException("nobody dials here");
        }

        @Override
        public <T> Optional<T> feature(Class<T> type) {
            return seen.filter(type::isInstance).map(type::cast);
        }

        @Override
        public void close() {}
    }

    public static final class Direct implements TransportProvider {
        @Override
        public String name() {
            return "direct";
        }

        @Override
        public Transport create(MeshContext mesh, Settings settings) {
            return new SilentTransport(name(), Optional.empty());
        }
    }

    public static final class Tunnel implements TransportProvider {
        @Override
        public String name() {
            return "libp2p";
        }

        @Override
        public Transport create(MeshContext mesh, Settings settings) {
            return new SilentTransport(name(), Optional.of(new SeenByTunnel(mesh, settings)));
        }
    }

    private record Listening(String name, int port) implements Subsystem {
        @Override
        public void start() {}

        @Override
        public List<ListenAddress> listenAddresses() {
            return List.of(new ListenAddress(name, Protocol.TCP, new InetSocketAddress("127.0.0.1", port)));
        }

        @Override
        public void close() {}
    }

    public static final class Dns implements SubsystemProvider {
        @Override
        public String name() {
            return "dns";
        }

        @Override
        public Subsystem create(MeshContext mesh, Settings settings) {
            return new Listening("dns", settings.port("listenPort", 53));
        }
    }

    public static final class Proxy implements SubsystemProvider {
        @Override
        public String name() {
            return "proxy";
        }

        @Override
        public Subsystem create(MeshContext mesh, Settings settings) {
            return new Listening("socks5", settings.section("socks5Proxy").port("listenPort", 10800));
        }
    }

    /** Publishes one service named after the source and what its settings say. */
    private record OneService(String name) implements MetadataSource {
        @Override
        public void start(MetadataSink sink) {
            sink.publish(ServiceEntry.of(Service.builder("seen", name).build()));
            sink.synced();
        }

        @Override
        public void close() {}
    }

    public static final class Manifests implements MetadataSourceProvider {
        @Override
        public String name() {
            return "manifests";
        }

        @Override
        public MetadataSource create(MeshContext mesh, Settings settings) {
            return new OneService("manifests-" + settings.required("path"));
        }
    }

    public static final class Kubernetes implements MetadataSourceProvider {
        @Override
        public String name() {
            return "kubernetes";
        }

        @Override
        public MetadataSource create(MeshContext mesh, Settings settings) {
            return new OneService("kubernetes-" + settings.string("master", "").replaceAll("[:/]+", "-"));
        }
    }
}
