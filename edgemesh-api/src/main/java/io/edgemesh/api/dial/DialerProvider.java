package io.edgemesh.api.dial;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.intercept.Interceptor;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.spi.Provider;
import io.edgemesh.api.transport.Transport;
import java.util.List;

/** Creates the dialer of a mesh; {@code edgemesh-proxy} brings the one named {@code default}. */
public interface DialerProvider extends Provider {
    /**
     * Reads the settings and creates the dialer.
     *
     * @param transports   the transports in the order of the configuration; owned by the mesh
     * @param interceptors the chain, outermost first
     * @throws io.edgemesh.api.config.ConfigurationException if a setting is wrong
     */
    Dialer create(MeshContext mesh, List<Transport> transports, List<Interceptor> interceptors, Settings settings);
}
