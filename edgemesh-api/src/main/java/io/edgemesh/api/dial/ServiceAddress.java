package io.edgemesh.api.dial;

import static java.util.Objects.requireNonNull;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.model.ServicePort;
import org.jspecify.annotations.Nullable;

/**
 * What a client dials: a service, one of its ports and, where it wants a certain one, an endpoint by its host name.
 *
 * @param service  the service
 * @param port     the number of the port, or its name
 * @param hostname the host name of one endpoint, as pods of a StatefulSet have, or {@code null} for any endpoint
 */
public record ServiceAddress(
        ServiceName service, String port, @Nullable String hostname) {
    private static final String DEFAULT_NAMESPACE = "default";

    public ServiceAddress {
        requireNonNull(service, "service");
        if (port.isEmpty()) {
            throw new IllegalArgumentException(service + ": no port");
        }
    }

    /** Returns the address of any endpoint. */
    public static ServiceAddress of(ServiceName service, int port) {
        return new ServiceAddress(service, Integer.toString(port), null);
    }

    /**
     * Reads {@code name:port}, {@code name.namespace:port}, {@code name.namespace.svc:port},
     * {@code name.namespace.svc.ZONE:port}, each but the first with {@code hostname.} before it. The namespace is
     * {@code default} where none is said; the port is a number or a name.
     *
     * @throws IllegalArgumentException if the text is none of these
     */
    public static ServiceAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw malformed(text);
        }
        return of(text.substring(0, colon), text.substring(colon + 1));
    }

    /**
     * Reads a host name and a port as {@link #parse} does.
     *
     * @throws IllegalArgumentException if they do not name a service
     */
    public static ServiceAddress of(String host, String port) {
        String trimmed = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        String[] labels = trimmed.split("\\.", -1);
        int count = labelsBeforeSvc(labels);
        for (int i = 0; i < count; i++) {
            if (labels[i].isEmpty()) {
                throw malformed(host + ':' + port);
            }
        }
        return switch (count) {
            case 1 -> new ServiceAddress(new ServiceName(DEFAULT_NAMESPACE, labels[0]), port, null);
            case 2 -> new ServiceAddress(new ServiceName(labels[1], labels[0]), port, null);
            case 3 -> new ServiceAddress(new ServiceName(labels[2], labels[1]), port, labels[0]);
            default -> throw malformed(host + ':' + port);
        };
    }

    private static int labelsBeforeSvc(String[] labels) {
        for (int i = 2; i < labels.length; i++) {
            if (labels[i].equals("svc")) {
                return i;
            }
        }
        return labels.length;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("\"" + text
                + "\" is no service address (expected: name.namespace:port or hostname.name.namespace:port)");
    }

    /** Returns the service's port that this address means, or {@code null} if it has no such port. */
    public @Nullable ServicePort portOf(Service declared, Protocol protocol) {
        ServicePort named = declared.port(port, protocol);
        if (named != null || !port.chars().allMatch(c -> c >= '0' && c <= '9') || port.length() > 5) {
            return named;
        }
        return declared.port(Integer.parseInt(port), protocol);
    }

    @Override
    public String toString() {
        return (hostname == null ? "" : hostname + '.') + service + ':' + port;
    }
}
