package io.edgemesh.k8s.objects;

import io.edgemesh.api.model.ServiceName;

/**
 * Names an object among all that a source knows.
 *
 * @param kind what it is
 * @param name its namespace and name
 */
public record ObjectId(Kind kind, ServiceName name) {
    /** {@code Service default/orders}. */
    @Override
    public String toString() {
        return kind.title() + ' ' + name;
    }
}
