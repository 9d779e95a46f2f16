package io.edgemesh.api.subsystem;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.spi.Provider;

/** Creates subsystems of one kind, such as {@code dns} or {@code proxy}. */
public interface SubsystemProvider extends Provider {
    /**
     * Reads the settings and creates a subsystem that has not started.
     *
     * @throws io.edgemesh.api.config.ConfigurationException if a setting is wrong
     */
    Subsystem create(MeshContext mesh, Settings settings);
}
