package io.edgemesh.bundle.config;

import static java.util.Objects.requireNonNull;

import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.EdgeMeshBuilder;
import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a configuration file says, as a builder of the mesh it describes.
 *
 * <p>Knows the keys at the top and which section goes to which provider; what is in a section is the provider's to read.
 * All keys are in {@code docs/configuration.md}.
 */
public final class MeshConfiguration {
    private static final Logger LOGGER = LoggerFactory.getLogger(MeshConfiguration.class);
    private static final String KUBERNETES = "kubernetes";

    private final Settings root;
    private final Map<String, String> environment;
    private final boolean goFile;
    private final ModuleSections modules;

    private MeshConfiguration(Settings root, Map<String, String> environment) {
        this.root = requireNonNull(root, "root");
        this.environment = Map.copyOf(environment);
        goFile = GoKeys.isGoFile(root);
        modules = new ModuleSections(root.section("modules"));
    }

    /** Reads settings in this process's environment. */
    public static MeshConfiguration of(Settings root) {
        return of(root, System.getenv());
    }

    /**
     * Reads settings in a given environment, of which {@code NODE_NAME} and {@code KUBERNETES_PORT} matter.
     *
     * @throws ConfigurationException if they were written for something else
     */
    public static MeshConfiguration of(Settings root, Map<String, String> environment) {
        return new MeshConfiguration(root, environment);
    }

    /**
     * Returns a builder of an agent: every module that the file enables.
     *
     * @throws ConfigurationException if a value is wrong
     */
    public EdgeMeshBuilder agent() {
        EdgeMeshBuilder builder = common();
        String source = metadataSource(goFile ? KUBERNETES : "");
        boolean dns = modules.enabled(ModuleSections.DNS, source.equals(KUBERNETES) && edgeMode());
        if (dns) {
            builder.subsystem("dns", modules.section(ModuleSections.DNS));
        }
        builder.dialer(modules.section(ModuleSections.PROXY));
        if (modules.enabled(ModuleSections.PROXY, false)) {
            builder.subsystem("proxy", modules.section(ModuleSections.PROXY));
            remindOfInterception(modules.section(ModuleSections.PROXY));
        }
        if (modules.enabled(ModuleSections.TUNNEL, false)) {
            tunnel().addTo(builder);
        }
        addMetadata(builder, source);
        root.sections("interceptors").forEach(each -> builder.interceptor(each.required("name"), each));
        root.sections("subsystems").forEach(each -> builder.subsystem(each.required("name"), each));
        return builder;
    }

    /**
     * Returns a builder of a relay: the tunnel of the file, and nothing else of it but the metadata source it names.
     *
     * @throws ConfigurationException if a value is wrong, or the file does not list this node as a relay
     */
    public EdgeMeshBuilder relay() {
        EdgeMeshBuilder builder = common().nodeName(tunnel().relayName(nodeName()));
        modules.switchOff(ModuleSections.DNS);
        modules.switchOff(ModuleSections.PROXY);
        tunnel().addTo(builder);
        addMetadata(builder, metadataSource(""));
        return builder;
    }

    private String nodeName() {
        return root.string("nodeName", environment.getOrDefault("NODE_NAME", ""));
    }

    private EdgeMeshBuilder common() {
        EdgeMeshBuilder builder = EdgeMesh.builder()
                .nodeName(nodeName())
                .zone(root.string("zone"))
                .network(root.string("network", "auto"));
        builder.transport("direct", Settings.empty());
        root.sections("transports").forEach(each -> builder.transport(each.required("name"), each));
        String dataDirectory = root.string("dataDirectory");
        return dataDirectory == null ? builder : builder.dataDirectory(Path.of(dataDirectory));
    }

    private TunnelSection tunnel() {
        return new TunnelSection(modules.section(ModuleSections.TUNNEL), root.section("identity"), goFile);
    }

    private String metadataSource(String fallback) {
        return root.section("metadata").string("source", fallback);
    }

    /** On an edge node Go EdgeMesh answers DNS unless told otherwise. */
    private boolean edgeMode() {
        Settings kubeApi = root.section("kubeAPIConfig");
        return !environment.containsKey("KUBERNETES_PORT")
                && kubeApi.string("master", "").isEmpty()
                && kubeApi.string("kubeConfig", "").isEmpty();
    }

    private void addMetadata(EdgeMeshBuilder builder, String source) {
        if (source.equals(KUBERNETES)) {
            builder.metadata(source, root.section("kubeAPIConfig"));
        } else if (!source.isEmpty()) {
            builder.metadata(source, root.section("metadata"));
        }
    }

    private static void remindOfInterception(Settings proxy) {
        if (!proxy.has("interception")) {
            LOGGER.warn(
                    "{}: not set. This version does not intercept traffic in the kernel: reach services through the"
                            + " proxies and forwards, and say \"interception: none\"",
                    proxy.where("interception"));
        }
    }

    /** Returns what to say of keys that nothing has asked for; worth asking once the mesh has started. */
    UnreadKeys unreadKeys() {
        return UnreadKeys.of(root.unread().stream()
                .filter(key -> !modules.switchedOff(key.path()))
                .toList());
    }
}
