package io.edgemesh.bundle.config;

import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.EdgeMeshBuilder;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.metadata.MetadataSourceProvider;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.subsystem.SubsystemProvider;
import io.edgemesh.api.transport.TransportProvider;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Finds providers of the shipped names that make {@link StandIn}s, and no others: those registered in the folder
 * {@code stand-ins} of the test resources.
 */
final class StandInProviders extends ClassLoader {
    private StandInProviders() {
        super(StandInProviders.class.getClassLoader());
    }

    static EdgeMesh start(EdgeMeshBuilder builder) {
        return builder.classLoader(new StandInProviders()).start();
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        if (!name.startsWith("META-INF/services/")) {
            return super.getResources(name);
        }
        URL registered = getResource("stand-ins/" + name);
        return Collections.enumeration(registered == null ? List.of() : List.of(registered));
    }

    /** A provider of every kind; it serves for those that it is registered for. */
    private abstract static class StandInProvider
            implements TransportProvider, SubsystemProvider, MetadataSourceProvider {
        private final String name;

        StandInProvider(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public StandIn create(MeshContext mesh, Settings settings) {
            return new StandIn(name, mesh, settings);
        }
    }

    public static final class Direct extends StandInProvider {
        public Direct() {
            super("direct");
        }
    }

    public static final class Tunnel extends StandInProvider {
        public Tunnel() {
            super(StandIn.TUNNEL);
        }
    }

    public static final class Dns extends StandInProvider {
        public Dns() {
            super("dns");
        }
    }

    public static final class Proxy extends StandInProvider {
        public Proxy() {
            super("proxy");
        }
    }

    public static final class Manifests extends StandInProvider {
        public Manifests() {
            super("manifests");
        }
    }

    public static final class Kubernetes extends StandInProvider {
        public Kubernetes() {
            super("kubernetes");
        }
    }
}
