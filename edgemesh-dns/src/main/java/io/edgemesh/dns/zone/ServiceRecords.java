package io.edgemesh.dns.zone;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.model.ServiceType;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.Query;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Type;

/**
 * What the zone says of one service at one moment. Immutable, so an answer is of one state of the catalog.
 *
 * <p>Addresses are kept as finished records; what is asked for seldom is made from the entry when it is asked for.
 */
final class ServiceRecords {
    private static final Logger LOGGER = LoggerFactory.getLogger(ServiceRecords.class);

    /** Endpoints of one name, such as the two of a dual-stack pod, stand side by side. */
    private static final Comparator<Endpoint> BY_LABEL = Comparator.comparing(EndpointNames::label)
            .thenComparing(endpoint -> endpoint.address().getAddress().getAddress().length)
            .thenComparing(endpoint -> endpoint.address().getAddress().getHostAddress());

    final ServiceEntry entry;
    final byte[] a;
    final byte[] aaaa;
    private final List<Endpoint> named;
    private final @Nullable DomainName alias;

    private ServiceRecords(
            ServiceEntry entry, byte[] a, byte[] aaaa, List<Endpoint> named, @Nullable DomainName alias) {
        this.entry = entry;
        this.a = a;
        this.aaaa = aaaa;
        this.named = named;
        this.alias = alias;
    }

    static ServiceRecords of(ServiceEntry entry, int ttl) {
        List<Endpoint> named = named(entry);
        List<InetAddress> addresses = entry.service().headless()
                ? named.stream().map(e -> e.address().getAddress()).distinct().toList()
                : entry.service().clusterIps();
        return new ServiceRecords(
                entry,
                AddressRecords.of(addresses, Type.A, ttl),
                AddressRecords.of(addresses, Type.AAAA, ttl),
                named,
                alias(entry.service()));
    }

    private static @Nullable DomainName alias(Service service) {
        String target = service.type() == ServiceType.EXTERNAL_NAME ? service.externalName() : null;
        try {
            return target == null ? null : DomainName.parse(target);
        } catch (IllegalArgumentException e) {
            LOGGER.atWarn()
                    .addKeyValue("service", service.name())
                    .addKeyValue("failure", e.getMessage())
                    .log("an ExternalName that is no name; its service has no records");
            return null;
        }
    }

    /** Returns the records after an update; what the addresses are made of is not made again if it is the same. */
    ServiceRecords updated(ServiceEntry newEntry, int ttl) {
        Service service = newEntry.service();
        return service.headless() || !service.equals(entry.service())
                ? of(newEntry, ttl)
                : new ServiceRecords(newEntry, a, aaaa, named(newEntry), alias);
    }

    /** The published endpoints of all ports, each label and address once. */
    private static List<Endpoint> named(ServiceEntry entry) {
        TreeMap<Endpoint, Endpoint> distinct = new TreeMap<>(BY_LABEL);
        for (List<Endpoint> ofPort : entry.endpoints().values()) {
            for (Endpoint endpoint : ofPort) {
                if (published(entry, endpoint)) {
                    distinct.putIfAbsent(endpoint, endpoint);
                }
            }
        }
        return List.copyOf(distinct.keySet());
    }

    private static boolean published(ServiceEntry entry, Endpoint endpoint) {
        return endpoint.state() == Endpoint.State.READY || entry.service().publishNotReadyAddresses();
    }

    Service service() {
        return entry.service();
    }

    /** Returns the endpoints that have names below the service's, those of one name side by side. */
    List<Endpoint> named() {
        return named;
    }

    /** Returns the published endpoints of a port in the order of their names, one of each name. */
    List<Endpoint> targets(ServicePort port) {
        List<Endpoint> sorted = new ArrayList<>(entry.endpoints(port));
        sorted.removeIf(endpoint -> !published(entry, endpoint));
        sorted.sort(BY_LABEL);
        List<Endpoint> targets = new ArrayList<>(sorted.size());
        for (Endpoint endpoint : sorted) {
            if (targets.isEmpty() || !sameTarget(targets.get(targets.size() - 1), endpoint)) {
                targets.add(endpoint);
            }
        }
        return targets;
    }

    private static boolean sameTarget(Endpoint left, Endpoint right) {
        return left.address().getPort() == right.address().getPort()
                && EndpointNames.label(left).equals(EndpointNames.label(right));
    }

    /** Returns what an ExternalName stands for, or {@code null} if the service is none. */
    @Nullable
    DomainName alias() {
        return alias;
    }

    /** Returns whether the question's first label is that of a named port's protocol, with its underscore. */
    boolean hasProtocol(Query query) {
        List<ServicePort> ports = service().ports();
        for (int i = 0; i < ports.size(); i++) {
            if (!ports.get(i).name().isEmpty()
                    && isUnderscored(ports.get(i).protocol().name(), query, 0)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the port that the question's first two labels name, or {@code null}. */
    @Nullable
    ServicePort port(Query query) {
        List<ServicePort> ports = service().ports();
        for (int i = 0; i < ports.size(); i++) {
            ServicePort port = ports.get(i);
            if (isUnderscored(port.name(), query, 0)
                    && isUnderscored(port.protocol().name(), query, 1)) {
                return port;
            }
        }
        return null;
    }

    private static boolean isUnderscored(String text, Query query, int label) {
        byte[] bytes = query.nameBytes();
        int from = query.labelOffset(label) + 1;
        if (text.isEmpty() || query.labelLength(label) != text.length() + 1 || bytes[from] != '_') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.toLowerCase(text.charAt(i)) != bytes[from + 1 + i]) {
                return false;
            }
        }
        return true;
    }
}
