package io.edgemesh.bundle.config;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.metadata.MetadataSink;
import io.edgemesh.api.metadata.MetadataSource;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.api.subsystem.Subsystem;
import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.Transport;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A part of a mesh that only remembers what it was given, so that what a file says can be read off the mesh it makes:
 * the tunnel as its feature, a subsystem as a listen address, a source as the one service it publishes.
 */
record StandIn(String name, MeshContext context, Settings settings) implements Transport, Subsystem, MetadataSource {
    static final String TUNNEL = "libp2p";

    @Override
    public void start() {}

    @Override
    public void start(MetadataSink sink) {
        String origin = settings.string("path", settings.string("master", ""));
        String service = name + '-' + origin.replaceAll("[:/]+", "-");
        sink.publish(ServiceEntry.of(Service.builder("seen", service).build()));
        sink.synced();
    }

    @Override
    public List<ListenAddress> listenAddresses() {
        return List.of(new ListenAddress(name, Protocol.TCP, new InetSocketAddress("127.0.0.1", 1)));
    }

    @Override
    public <T> Optional<T> feature(Class<T> type) {
        return type.isInstance(this) && name.equals(TUNNEL) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public Reach reach(Endpoint endpoint) {
        return Reach.NO;
    }

    @Override
    public CompletionStage<OpenedChannel> open(OpenRequest request) {
        throw new IllegalStateException("nobody dials here");
    }

    @Override
    public void close() {}
}
