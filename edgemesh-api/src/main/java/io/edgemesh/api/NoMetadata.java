package io.edgemesh.api;

import io.edgemesh.api.metadata.MetadataSink;
import io.edgemesh.api.metadata.MetadataSource;

/** For a mesh whose services the embedder publishes itself. */
final class NoMetadata implements MetadataSource {
    @Override
    public void start(MetadataSink sink) {
        sink.synced();
    }

    @Override
    public void close() {}
}
