package io.edgemesh.k8s.objects;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.model.ServiceType;
import io.edgemesh.api.model.SessionAffinity;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a Service. */
final class ServiceReader {
    private static final int AFFINITY_SECONDS = 10_800; // Kubernetes' own default
    private static final int MAX_AFFINITY_SECONDS = 86_400;

    private ServiceReader() {}

    static Service read(ServiceName name, Fields object) {
        Fields spec = object.below("spec");
        ServiceType type = type(spec);
        return Service.builder(name.namespace(), name.name())
                .type(type)
                .clusterIps(type == ServiceType.EXTERNAL_NAME ? List.of() : clusterIps(spec))
                .externalIps(externalIps(spec, object.below("status")))
                .ports(spec.each("ports").stream().map(ServiceReader::port).toList())
                .externalName(spec.text("externalName"))
                .publishNotReadyAddresses(spec.flag("publishNotReadyAddresses", false))
                .sessionAffinity(sessionAffinity(spec))
                .labels(object.below("metadata").textMap("labels"))
                .annotations(object.below("metadata").textMap("annotations"))
                .build();
    }

    private static ServiceType type(Fields spec) {
        return switch (spec.text("type", "ClusterIP")) {
            case "ClusterIP" -> ServiceType.CLUSTER_IP;
            case "NodePort" -> ServiceType.NODE_PORT;
            case "LoadBalancer" -> ServiceType.LOAD_BALANCER;
            case "ExternalName" -> ServiceType.EXTERNAL_NAME;
            default -> throw spec.bad("type", "ClusterIP, NodePort, LoadBalancer or ExternalName");
        };
    }

    /** A headless service says {@code None}; one that no API server has seen may say nothing, which comes to the same. */
    private static List<InetAddress> clusterIps(Fields spec) {
        List<String> texts = spec.texts("clusterIPs");
        if (texts.isEmpty()) {
            String single = spec.text("clusterIP");
            texts = single == null ? List.of() : List.of(single);
        }
        if (texts.contains("None")) {
            return List.of();
        }
        String path = spec.path("clusterIPs");
        return texts.stream().map(text -> Addresses.parse(text, path)).toList();
    }

    private static List<InetAddress> externalIps(Fields spec, Fields status) {
        List<InetAddress> result = new ArrayList<>();
        for (String ip : spec.texts("externalIPs")) {
            result.add(Addresses.parse(ip, spec.path("externalIPs")));
        }
        for (Fields ingress : status.below("loadBalancer").each("ingress")) {
            String ip = ingress.text("ip"); // some providers give a host name instead: nothing to listen on
            if (ip != null) {
                result.add(Addresses.parse(ip, ingress.path("ip")));
            }
        }
        return result.stream().distinct().toList();
    }

    private static ServicePort port(Fields port) {
        if (!port.has("port")) {
            throw new Fields.BadField(port.path("port") + ": missing");
        }
        return new ServicePort(
                port.text("name", ""),
                port.integer("port", 0, 1, 65535),
                protocol(port),
                port.text("appProtocol"),
                port.integer("nodePort", 0, 0, 65535));
    }

    static Protocol protocol(Fields port) {
        return switch (port.text("protocol", "TCP").toUpperCase(Locale.ROOT)) {
            case "TCP" -> Protocol.TCP;
            case "UDP" -> Protocol.UDP;
            case "SCTP" -> Protocol.SCTP;
            default -> throw port.bad("protocol", "TCP, UDP or SCTP");
        };
    }

    private static @Nullable SessionAffinity sessionAffinity(Fields spec) {
        return switch (spec.text("sessionAffinity", "None")) {
            case "None" -> null;
            case "ClientIP" -> {
                Fields clientIp = spec.below("sessionAffinityConfig").below("clientIP");
                int seconds = clientIp.integer("timeoutSeconds", AFFINITY_SECONDS, 1, MAX_AFFINITY_SECONDS);
                yield new SessionAffinity(Duration.ofSeconds(seconds));
            }
            default -> throw spec.bad("sessionAffinity", "None or ClientIP");
        };
    }
}
