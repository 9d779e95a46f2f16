package io.edgemesh.api.model;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service as its owner declared it. Immutable; made with a {@link #builder}.
 *
 * @param name                     its name
 * @param type                     how it is exposed
 * @param clusterIps               its virtual addresses, one an IP family; empty for a headless service
 * @param externalIps              further addresses it answers on: external IPs and load-balancer ingress IPs
 * @param ports                    its ports, with names unique among them
 * @param externalName             the DNS name an EXTERNAL_NAME service stands for, else {@code null}
 * @param publishNotReadyAddresses whether names and connections go to endpoints that are not ready
 * @param sessionAffinity          affinity of clients, or {@code null} for none
 * @param labels                   its labels
 * @param annotations              its annotations
 */
public record Service(
        ServiceName name,
        ServiceType type,
        List<InetAddress> clusterIps,
        List<InetAddress> externalIps,
        List<ServicePort> ports,
        @Nullable String externalName,
        boolean publishNotReadyAddresses,
        @Nullable SessionAffinity sessionAffinity,
        Map<String, String> labels,
        Map<String, String> annotations) {
    public Service {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
        clusterIps = List.copyOf(clusterIps);
        externalIps = List.copyOf(externalIps);
        ports = List.copyOf(ports);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        Set<String> names = new HashSet<>();
        for (ServicePort port : ports) {
            if (!names.add(port.name())) {
                throw new IllegalArgumentException(name + ": two ports are named \"" + port.name() + '"');
            }
        }
        if (type == ServiceType.EXTERNAL_NAME && (externalName == null || externalName.isEmpty())) {
            throw new IllegalArgumentException(name + ": an ExternalName service needs an externalName");
        }
    }

    /** Returns a builder of a CLUSTER_IP service without addresses and ports. */
    public static Builder builder(String namespace, String name) {
        return new Builder(new ServiceName(namespace, name));
    }

    /** Returns whether clients see its endpoints' addresses instead of one virtual address. */
    public boolean headless() {
        return type != ServiceType.EXTERNAL_NAME && clusterIps.isEmpty();
    }

    /** Returns the port with that number and protocol, or {@code null}. */
    public @Nullable ServicePort port(int number, Protocol protocol) {
        for (ServicePort port : ports) {
            if (port.port() == number && port.protocol() == protocol) {
                return port;
            }
        }
        return null;
    }

    /** Returns the port with that name and protocol, or {@code null}. */
    public @Nullable ServicePort port(String portName, Protocol protocol) {
        for (ServicePort port : ports) {
            if (port.name().equals(portName) && port.protocol() == protocol) {
                return port;
            }
        }
        return null;
    }

    /** Collects a service's parts. Not for use by several threads. */
    public static final class Builder {
        private final ServiceName name;
        private ServiceType type = ServiceType.CLUSTER_IP;
        private List<InetAddress> clusterIps = List.of();
        private List<InetAddress> externalIps = List.of();
        private List<ServicePort> ports = List.of();
        private @Nullable String externalName;
        private boolean publishNotReadyAddresses;
        private @Nullable SessionAffinity sessionAffinity;
        private Map<String, String> labels = Map.of();
        private Map<String, String> annotations = Map.of();

        private Builder(ServiceName name) {
            this.name = name;
        }

        public Builder type(ServiceType value) {
            type = value;
            return this;
        }

        public Builder clusterIps(List<InetAddress> value) {
            clusterIps = value;
            return this;
        }

        public Builder externalIps(List<InetAddress> value) {
            externalIps = value;
            return this;
        }

        public Builder ports(List<ServicePort> value) {
            ports = value;
            return this;
        }

        public Builder ports(ServicePort... value) {
            return ports(List.of(value));
        }

        public Builder externalName(@Nullable String value) {
            externalName = value;
            return this;
        }

        public Builder publishNotReadyAddresses(boolean value) {
            publishNotReadyAddresses = value;
            return this;
        }

        public Builder sessionAffinity(@Nullable SessionAffinity value) {
            sessionAffinity = value;
            return this;
        }

        public Builder labels(Map<String, String> value) {
            labels = value;
            return this;
        }

        public Builder annotations(Map<String, String> value) {
            annotations = value;
            return this;
        }

        /** @throws IllegalArgumentException if the parts contradict each other */
        public Service build() {
            return new Service(
                    name,
                    type,
                    clusterIps,
                    externalIps,
                    ports,
                    externalName,
                    publishNotReadyAddresses,
                    sessionAffinity,
                    labels,
                    annotations);
        }
    }
}
