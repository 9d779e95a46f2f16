package io.edgemesh.bundle.config;

import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.EdgeMeshBuilder;
import io.edgemesh.api.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mesh that runs as a file says, with its plug-ins.
 *
 * <pre>{@code
 * try (ConfiguredMesh agent = ConfiguredMesh.agent(ConfigurationFile.read(Path.of("edgemesh.yaml")))) {
 *     agent.mesh().dial(...);
 * }
 * }</pre>
 */
public final class ConfiguredMesh implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ConfiguredMesh.class);

    private final EdgeMesh mesh;
    private final @Nullable PluginDirectory plugins;

    private ConfiguredMesh(EdgeMesh mesh, @Nullable PluginDirectory plugins) {
        this.mesh = mesh;
        this.plugins = plugins;
    }

    /**
     * Starts every module that the settings enable, and logs once which keys had no effect.
     *
     * @throws io.edgemesh.api.config.ConfigurationException if a setting is wrong; nothing is then left behind
     */
    public static ConfiguredMesh agent(Settings root) {
        return start(root, MeshConfiguration::agent);
    }

    /**
     * Starts the tunnel alone, as a relay that the settings list.
     *
     * @throws io.edgemesh.api.config.ConfigurationException if a setting is wrong; nothing is then left behind
     */
    public static ConfiguredMesh relay(Settings root) {
        return start(root, MeshConfiguration::relay);
    }

    private static ConfiguredMesh start(Settings root, Function<MeshConfiguration, EdgeMeshBuilder> role) {
        MeshConfiguration configuration = MeshConfiguration.of(root);
        EdgeMeshBuilder builder = role.apply(configuration);
        PluginDirectory plugins = openPlugins(root);
        try {
            if (plugins != null) {
                builder.classLoader(plugins.classLoader());
            }
            ConfiguredMesh started = new ConfiguredMesh(builder.start(), plugins);
            configuration.unreadKeys().report(LOGGER);
            return started;
        } catch (RuntimeException | Error e) {
            closePlugins(plugins);
            throw e;
        }
    }

    private static @Nullable PluginDirectory openPlugins(Settings root) {
        String directory = root.string("pluginDirectory");
        return directory == null ? null : PluginDirectory.open(Path.of(directory), root.where("pluginDirectory"));
    }

    public EdgeMesh mesh() {
        return mesh;
    }

    /** Closes the mesh and then its plug-ins. */
    @Override
    public void close() {
        mesh.close();
        closePlugins(plugins);
    }

    private static void closePlugins(@Nullable PluginDirectory plugins) {
        if (plugins == null) {
            return;
        }
        try {
            plugins.close();
        } catch (IOException e) {
            LOGGER.atWarn().addKeyValue("failure", e.toString()).log("plug-in jars did not close");
        }
    }
}
