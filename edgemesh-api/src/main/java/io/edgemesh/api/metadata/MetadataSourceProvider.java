package io.edgemesh.api.metadata;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.spi.Provider;

/** Creates metadata sources of one kind, such as {@code kubernetes}, {@code manifests} or {@code static}. */
public interface MetadataSourceProvider extends Provider {
    /**
     * Reads the settings and creates a source that has not started.
     *
     * @throws io.edgemesh.api.config.ConfigurationException if a setting is wrong
     */
    MetadataSource create(MeshContext mesh, Settings settings);
}
