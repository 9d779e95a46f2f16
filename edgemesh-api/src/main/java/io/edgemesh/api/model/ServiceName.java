package io.edgemesh.api.model;

/**
 * Names a service in the cluster.
 *
 * @param namespace its namespace
 * @param name      its name within the namespace
 */
public record ServiceName(String namespace, String name) implements Comparable<ServiceName> {
    private static final int MAX_LENGTH = 253;

    public ServiceName {
        check("namespace", namespace);
        check("name", name);
    }

    private static void check(String part, String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    part + ": \"" + value + "\" (expected: 1 to " + MAX_LENGTH + " characters)");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c == '/' || c == ':' || c == 0x7f) {
                throw new IllegalArgumentException(
                        part + ": \"" + value + "\" has a character that no Kubernetes name has");
            }
        }
    }

    /** Namespace first, then name. */
    @Override
    public int compareTo(ServiceName other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    /** {@code namespace/name}, as Kubernetes' own tools write it. */
    @Override
    public String toString() {
        return namespace + '/' + name;
    }
}
