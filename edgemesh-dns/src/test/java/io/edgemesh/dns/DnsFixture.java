package io.edgemesh.dns;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.net.NioNetworkProvider;
import io.edgemesh.api.subsystem.Subsystem;
import io.edgemesh.testing.TestMeshContext;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** The whole subsystem on a loopback port, with a catalog of every kind of service. */
public final class DnsFixture implements AutoCloseable {
    private final TestMeshContext mesh;
    private final Subsystem dns;

    /** @param settings what differs from an isolated server on any free port */
    public DnsFixture(Map<String, ?> settings) {
        this(new NioNetworkProvider().create(1), settings);
    }

    /** @param network closed with this */
    public DnsFixture(Network network, Map<String, ?> settings) {
        mesh = new TestMeshContext("edge-a").network(network);
        Map<String, Object> all = new HashMap<>(Map.of("listenPort", 0, "resolverFile", "/nonexistent"));
        all.putAll(settings);
        ClusterFixture.catalog().forEach(mesh.catalog()::publish);
        mesh.catalog().markSynced();
        dns = new DnsSubsystemProvider().create(mesh, Settings.of("test.yaml", all));
        try {
            dns.start();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    public ServiceCatalog catalog() {
        return mesh.catalog();
    }

    public Subsystem subsystem() {
        return dns;
    }

    public TestMeshContext mesh() {
        return mesh;
    }

    public InetSocketAddress address() {
        return dns.listenAddresses().get(0).address();
    }

    public DnsClient client() {
        return new DnsClient(address());
    }

    public Map<String, Long> counts() {
        return dns.feature(DnsStatistics.class).orElseThrow().counts();
    }

    @Override
    public void close() {
        dns.close();
        mesh.close();
    }
}
