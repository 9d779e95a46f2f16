package io.edgemesh.dns.zone;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All names of a catalog with cluster IPs and headless services, written down straight from the specification. */
final class NaiveZone {
    private final Map<String, TreeSet<String>> records = new HashMap<>(); // "name type" to data
    private final Map<String, TreeSet<String>> serviceOfIp = new HashMap<>();
    private final Map<String, TreeSet<String>> endpointsOfIp = new HashMap<>();
    private final Set<String> names = new HashSet<>();

    NaiveZone(ServiceCatalog catalog) {
        Map<String, ServiceEntry> sorted = new TreeMap<>();
        catalog.forEach(entry -> sorted.put(entry.name().toString(), entry));
        sorted.values().forEach(this::add);
    }

    private void add(ServiceEntry entry) {
        Service service = entry.service();
        String name = service.name().name() + '.' + service.name().namespace() + ".svc.cluster.local.";
        names.add(name);
        names.add(service.name().namespace() + ".svc.cluster.local.");
        service.clusterIps().forEach(ip -> {
            addAddress(name, ip);
            serviceOfIp
                    .computeIfAbsent(ip.getHostAddress(), k -> new TreeSet<>())
                    .add(service.name() + " " + name);
        });
        for (ServicePort port : service.ports()) {
            String protocol = "_" + port.protocol().name().toLowerCase() + '.' + name;
            names.add(protocol);
            String location = '_' + port.name() + '.' + protocol;
            names.add(location);
            if (!service.headless()) {
                add(location, "SRV", "0 100 " + port.port() + ' ' + name);
                add(name, "SRV", "0 100 " + port.port() + ' ' + name);
            }
            for (Endpoint endpoint : entry.endpoints(port)) {
                if (endpoint.state() == Endpoint.State.READY || service.publishNotReadyAddresses()) {
                    addEndpoint(endpoint, service, name, location);
                }
            }
        }
    }

    private void addEndpoint(Endpoint endpoint, Service service, String name, String location) {
        InetAddress ip = endpoint.address().getAddress();
        String label = endpoint.hostname() == null ? dashed(ip) : endpoint.hostname();
        String own = label + '.' + name;
        names.add(own);
        addAddress(own, ip);
        if (service.headless()) {
            addAddress(name, ip);
            add(location, "SRV", "0 1 " + endpoint.address().getPort() + ' ' + own);
            add(name, "SRV", "0 1 " + endpoint.address().getPort() + ' ' + own);
            endpointsOfIp
                    .computeIfAbsent(ip.getHostAddress(), k -> new TreeSet<>())
                    .add(own);
        }
    }

    /** Enough for the addresses of these tests: the last group of IPv6 alone is not zero. */
    private static String dashed(InetAddress ip) {
        String text = ip.getHostAddress();
        return text.contains(":")
                ? "2001-db8--" + (text.endsWith(":0") ? "" : text.substring(text.lastIndexOf(':') + 1))
                : text.replace('.', '-');
    }

    private void addAddress(String name, InetAddress ip) {
        add(name, ip.getAddress().length == 4 ? "A" : "AAAA", ip.getHostAddress());
    }

    private void add(String name, String type, String data) {
        records.computeIfAbsent(name + ' ' + type, k -> new TreeSet<>()).add(data);
    }

    boolean exists(String name) {
        return names.contains(name);
    }

    TreeSet<String> records(String name, String type) {
        return records.getOrDefault(name + ' ' + type, new TreeSet<>());
    }

    /** The first service with that cluster IP, or else all endpoints with that address. */
    TreeSet<String> pointers(String address) {
        TreeSet<String> services = serviceOfIp.get(address);
        return services == null
                ? endpointsOfIp.getOrDefault(address, new TreeSet<>())
                : new TreeSet<>(Set.of(services.first().split(" ")[1]));
    }
}
