package io.edgemesh.k8s.inline;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.model.ServiceType;
import io.edgemesh.api.model.SessionAffinity;
import io.edgemesh.api.model.TrafficPolicy;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one service from settings. */
final class InlineService {
    private static final int MAX_PORT = 65535;

    private InlineService() {}

    static ServiceEntry read(Settings settings) {
        try {
            Service service = service(settings);
            String policy = settings.string("loadBalancer");
            return new ServiceEntry(service, endpoints(settings), policy == null ? null : TrafficPolicy.of(policy));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(settings.where("name") + ": " + e.getMessage(), e);
        }
    }

    private static Service service(Settings settings) {
        List<ServicePort> ports =
                settings.sections("ports").stream().map(InlineService::port).toList();
        boolean nodePorts = ports.stream().anyMatch(port -> port.nodePort() != 0);
        return Service.builder(settings.string("namespace", "default"), settings.required("name"))
                .type(nodePorts ? ServiceType.NODE_PORT : ServiceType.CLUSTER_IP)
                .clusterIps(clusterIps(settings))
                .ports(ports)
                .sessionAffinity(affinity(settings))
                .build();
    }

    private static List<InetAddress> clusterIps(Settings settings) {
        String key = settings.has("clusterIPs") ? "clusterIPs" : "clusterIP";
        List<InetAddress> result = new ArrayList<>();
        for (String text : settings.strings(key)) {
            InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
            if (address == null) {
                throw settings.invalid(key, "an IP address");
            }
            result.add(address);
        }
        return result;
    }

    private static @Nullable SessionAffinity affinity(Settings settings) {
        return settings.has("sessionAffinity")
                ? new SessionAffinity(settings.duration("sessionAffinity", Duration.ZERO))
                : null;
    }

    private static ServicePort port(Settings port) {
        port.required("port");
        return new ServicePort(
                port.string("name", ""),
                port.integer("port", 0, 1, MAX_PORT),
                port.choice("protocol", Protocol.class, Protocol.TCP),
                port.string("appProtocol"),
                port.integer("nodePort", 0, 0, MAX_PORT));
    }

    private static Map<String, List<Endpoint>> endpoints(Settings settings) {
        Map<String, List<Endpoint>> result = new LinkedHashMap<>();
        for (Settings port : settings.sections("ports")) {
            int target = port.integer("targetPort", port.integer("port", 0, 1, MAX_PORT), 1, MAX_PORT);
            List<Endpoint> endpoints = settings.sections("endpoints").stream()
                    .map(endpoint -> endpoint(endpoint, target))
                    .toList();
            result.put(port.string("name", ""), endpoints);
        }
        return result;
    }

    private static Endpoint endpoint(Settings endpoint, int port) {
        InetAddress ip = NetUtil.createInetAddressFromIpAddressString(endpoint.required("ip"));
        if (ip == null) {
            throw endpoint.invalid("ip", "an IP address");
        }
        return new Endpoint(
                new InetSocketAddress(ip, port),
                endpoint.string("node"),
                endpoint.integer("weight", 1, 1, 1_000_000),
                Endpoint.State.READY,
                endpoint.string("hostname"),
                endpoint.string("zone"));
    }
}
