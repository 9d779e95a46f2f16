package io.edgemesh.api;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.metadata.MetadataSink;
import io.edgemesh.api.metadata.MetadataSource;
import io.edgemesh.api.metadata.MetadataSourceProvider;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.subsystem.Subsystem;
import io.edgemesh.api.subsystem.SubsystemProvider;
import io.netty.channel.EventLoopGroup;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Providers that write down what the mesh does with them. Registered in the folder {@code recording-plugin} of the test
 * resources, so that only a class loader which has that folder sees them.
 */
final class RecordingProviders {
    static final List<String> EVENTS = new CopyOnWriteArrayList<>();

    private RecordingProviders() {}

    static ClassLoader classLoader() {
        ClassLoader own = RecordingProviders.class.getClassLoader();
        return new URLClassLoader(new URL[] {own.getResource("recording-plugin/")}, own);
    }

    public static final class Source implements MetadataSourceProvider, MetadataSource {
        @Override
        public String name() {
            return "recording";
        }

        @Override
        public MetadataSource create(MeshContext mesh, Settings settings) {
            EVENTS.add("source created");
            return this;
        }

        @Override
        public void start(MetadataSink sink) {
            EVENTS.add("source started");
            sink.synced();
        }

        @Override
        public void close() {
            EVENTS.add("source closed");
        }
    }

    public static final class Part implements SubsystemProvider {
        @Override
        public String name() {
            return "recording";
        }

        @Override
        public Subsystem create(MeshContext mesh, Settings settings) {
            EVENTS.add("subsystem created");
            boolean failing = settings.flag("fail", false);
            return new Subsystem() {
                @Override
                public void start() {
                    if (failing) {
                        throw new ConfigurationException("port 53 is taken");
                    }
                    EVENTS.add("subsystem started");
                    mesh.blockingExecutor().execute(() -> {}); // so that it has a thread
                }

                @Override
                public <T> Optional<T> feature(Class<T> type) {
                    EventLoopGroup loops = mesh.network().eventLoops();
                    return type.isInstance(loops) ? Optional.of(type.cast(loops)) : Optional.empty();
                }

                @Override
                public void close() {
                    EVENTS.add("subsystem closed");
                }
            };
        }
    }
}
