package io.edgemesh.api.metadata;

import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import java.util.Collection;

/** Takes what a {@link MetadataSource} learns. Its methods return soon; calls come one at a time. */
public interface MetadataSink {
    /** Adds a service or replaces what was known of it. */
    void publish(ServiceEntry entry);

    /** Removes a service, if it is there. */
    void remove(ServiceName name);

    /** Publishes the entries and removes every other service: what a source does after it has looked at everything anew. */
    void replaceAll(Collection<ServiceEntry> entries);

    /** Says that all there is at the start has been told. Until then a dial to an unknown service waits. */
    void synced();

    /**
     * Reports an object that cannot be taken up as it is, while the rest works on. Logged once for each text.
     *
     * @param where   the object, such as {@code services.yaml, Service default/orders}
     * @param message what is wrong with it and what to do
     */
    void problem(String where, String message);
}
