package io.edgemesh.k8s.inline;

import io.edgemesh.api.metadata.MetadataSink;
import io.edgemesh.api.metadata.MetadataSource;
import io.edgemesh.api.model.ServiceEntry;
import java.util.List;

/** Tells of its services once, within {@link #start}. */
record StaticSource(List<ServiceEntry> entries) implements MetadataSource {
    @Override
    public void start(MetadataSink sink) {
        sink.replaceAll(entries);
        sink.synced();
    }

    @Override
    public void close() {
        // Nothing runs.
    }
}
