package io.edgemesh.dns;

import io.edgemesh.api.catalog.CatalogListener;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.dns.forward.ServerAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the cluster's own DNS among its services, by the names and the label that Go EdgeMesh looks for. */
final class ClusterDnsLocator implements CatalogListener {
    private static final String NAMESPACE = "kube-system";
    private static final Set<String> NAMES = Set.of("coredns", "kube-dns");
    private static final String LABEL = "k8s-app";
    private static final String LABEL_VALUE = "kube-dns";

    private final Consumer<List<InetSocketAddress>> onChange;
    private final Map<ServiceName, List<InetSocketAddress>> found = new TreeMap<>();

    /** @param onChange called with all addresses after each change, by the thread that publishes */
    ClusterDnsLocator(Consumer<List<InetSocketAddress>> onChange) {
        this.onChange = onChange;
    }

    @Override
    public void onUpdated(ServiceEntry current, @Nullable ServiceEntry previous) {
        List<InetSocketAddress> addresses = isDns(current.service()) ? addresses(current.service()) : List.of();
        List<InetSocketAddress> before =
                addresses.isEmpty() ? found.remove(current.name()) : found.put(current.name(), addresses);
        if (!addresses.equals(before == null ? List.of() : before)) {
            tell();
        }
    }

    @Override
    public void onRemoved(ServiceEntry last) {
        if (found.remove(last.name()) != null) {
            tell();
        }
    }

    private void tell() {
        onChange.accept(found.values().stream().flatMap(List::stream).distinct().toList());
    }

    private static boolean isDns(Service service) {
        return service.name().namespace().equals(NAMESPACE)
                && (NAMES.contains(service.name().name())
                        || LABEL_VALUE.equals(service.labels().get(LABEL)));
    }

    private static List<InetSocketAddress> addresses(Service service) {
        int port = service.ports().stream()
                .filter(each -> each.protocol() == Protocol.UDP)
                .mapToInt(ServicePort::port)
                .findFirst()
                .orElse(ServerAddress.DNS_PORT);
        return service.clusterIps().stream()
                .map(ip -> new InetSocketAddress(ip, port))
                .toList();
    }
}
