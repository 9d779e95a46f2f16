package io.edgemesh.api.model;

import org.jspecify.annotations.Nullable;

/**
 * Names a service in the cluster. Immutable.
 *
 * <p>A key of the catalog, so it keeps its two parts as one text besides, whose hash the JDK remembers: a lookup reads
 * and compares one text where two would lie in twice as many places of the memory.
 */
public final class ServiceName implements Comparable<ServiceName> {
    private static final int MAX_LENGTH = 253;

    private final String namespace;
    private final String name;
    private final String text;

    /**
     * @param namespace its namespace
     * @param name      its name within the namespace
     */
    public ServiceName(String namespace, String name) {
        check("namespace", namespace);
        check("name", name);
        this.namespace = namespace;
        this.name = name;
        this.text = namespace + '/' + name;
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

    public String namespace() {
        return namespace;
    }

    public String name() {
        return name;
    }

    /** Namespace first, then name. */
    @Override
    public int compareTo(ServiceName other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServiceName that && text.equals(that.text); // neither part has a slash
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** {@code namespace/name}, as Kubernetes' own tools write it. */
    @Override
    public String toString() {
        return text;
    }
}
