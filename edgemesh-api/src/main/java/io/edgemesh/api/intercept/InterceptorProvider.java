package io.edgemesh.api.intercept;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.spi.Provider;

/** Creates interceptors that a configuration can name. */
public interface InterceptorProvider extends Provider {
    /** Returns its place in the chain: the lowest is outermost; class names break ties. */
    default int order() {
        return 0;
    }

    /**
     * Creates the mesh's one interceptor of this kind.
     *
     * @throws io.edgemesh.api.config.ConfigurationException if a setting is wrong
     */
    Interceptor create(MeshContext mesh, Settings settings);
}
