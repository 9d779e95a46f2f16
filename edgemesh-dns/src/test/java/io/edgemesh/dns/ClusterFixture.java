package io.edgemesh.dns;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.model.ServiceType;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A catalog with one service of every kind that the specification names. */
public final class ClusterFixture {
    private ClusterFixture() {}

    /** Returns a synced catalog of those services. */
    public static ServiceCatalog catalog() {
        ServiceCatalog catalog = new ServiceCatalog();
        catalog.publish(web());
        catalog.publish(database());
        catalog.publish(starting("shop", "starting", false));
        catalog.publish(starting("shop", "peers", true));
        catalog.publish(external("shop", "partner", "api.partner.example"));
        catalog.publish(external("shop", "web-alias", "web.shop.svc.cluster.local"));
        catalog.publish(external("shop", "circle", "circle.shop.svc.cluster.local"));
        catalog.markSynced();
        return catalog;
    }

    /** A dual-stack service with a cluster IP, two named ports and one UDP port. */
    public static ServiceEntry web() {
        Service service = Service.builder("shop", "web")
                .clusterIps(List.of(ip("10.96.0.10"), ip("2001:db8::10")))
                .ports(
                        ServicePort.of("http", 80, Protocol.TCP),
                        ServicePort.of("https", 443, Protocol.TCP),
                        ServicePort.of("quic", 443, Protocol.UDP))
                .build();
        return new ServiceEntry(service, Map.of("http", List.of(endpoint("10.244.0.5", 8080, null))), null);
    }

    /** A headless service with two named pods, of which one is dual stack, and one without a name. */
    public static ServiceEntry database() {
        Service service = Service.builder("shop", "db")
                .ports(ServicePort.of("sql", 5432, Protocol.TCP))
                .build();
        List<Endpoint> endpoints = List.of(
                endpoint("10.244.1.1", 5432, "db-0"),
                endpoint("2001:db8:1::1", 5432, "db-0"),
                endpoint("10.244.1.2", 5432, "db-1"),
                endpoint("10.244.1.3", 5432, null),
                endpoint("10.244.1.4", 5432, "db-3").withState(Endpoint.State.NOT_READY));
        return new ServiceEntry(service, Map.of("sql", endpoints), null);
    }

    /** A headless service whose only pod is not ready. */
    public static ServiceEntry starting(String namespace, String name, boolean publishNotReady) {
        Service service = Service.builder(namespace, name)
                .ports(ServicePort.of("", 7000, Protocol.TCP))
                .publishNotReadyAddresses(publishNotReady)
                .build();
        Endpoint pod = endpoint("10.244.2.1", 7000, "p-0").withState(Endpoint.State.NOT_READY);
        return new ServiceEntry(service, Map.of("", List.of(pod)), null);
    }

    public static ServiceEntry external(String namespace, String name, String target) {
        return ServiceEntry.of(Service.builder(namespace, name)
                .type(ServiceType.EXTERNAL_NAME)
                .externalName(target)
                .build());
    }

    /** A service with one cluster IP and one port. */
    public static ServiceEntry plain(String namespace, String name, String clusterIp) {
        return ServiceEntry.of(Service.builder(namespace, name)
                .clusterIps(List.of(ip(clusterIp)))
                .ports(ServicePort.of("http", 80, Protocol.TCP))
                .build());
    }

    public static Endpoint endpoint(String address, int port, @Nullable String hostname) {
        return Endpoint.of(new InetSocketAddress(ip(address), port), "node-a").withHostname(hostname);
    }

    public static InetAddress ip(String text) {
        return Objects.requireNonNull(NetUtil.createInetAddressFromIpAddressString(text), text);
    }
}
