package io.edgemesh.api;

import static java.util.Objects.requireNonNull;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.intercept.Interceptor;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.transport.Swarm;
import io.edgemesh.api.transport.Swarm.IdentityMode;
import io.edgemesh.api.transport.Swarm.Relay;
import io.edgemesh.api.transport.SwarmSecret;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a mesh is made of and starts it.
 *
 * <p>Providers are chosen by name; their settings are a map or {@link Settings}, whose keys the provider documents.
 * Not for use by several threads.
 */
public final class EdgeMeshBuilder {
    final Map<String, Settings> transports = new LinkedHashMap<>();
    final Map<String, Settings> subsystems = new LinkedHashMap<>();
    final Map<String, Settings> interceptorNames = new LinkedHashMap<>();
    final List<Interceptor> interceptors = new ArrayList<>();
    final List<Settings> ownSettings = new ArrayList<>();
    final List<Relay> relays = new ArrayList<>();
    String nodeName = "";

    @Nullable
    String zone;

    @Nullable
    IdentityMode identityMode;

    @Nullable
    Path identityFile;

    @Nullable
    SwarmSecret swarmSecret;

    String metadataName = "";
    Settings metadataSettings = Settings.empty();
    Settings dialerSettings = Settings.empty();

    @Nullable
    Network network;

    String networkName = "auto";

    @Nullable
    Path dataDirectory;

    ClassLoader classLoader = EdgeMeshBuilder.class.getClassLoader();
    Ticker ticker = Ticker.systemTicker();
    InstantSource clock = InstantSource.system();
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

    EdgeMeshBuilder() {}

    /** Names this node as the cluster does. Default: the environment's {@code NODE_NAME}, else the machine's host name. */
    public EdgeMeshBuilder nodeName(String value) {
        nodeName = requireNonNull(value, "nodeName");
        return this;
    }

    /** Says which topology zone this node is in. */
    public EdgeMeshBuilder zone(@Nullable String value) {
        zone = value;
        return this;
    }

    /** Takes the swarm's secret from a file. */
    public EdgeMeshBuilder swarmSecret(Path file) {
        return swarmSecret(SwarmSecret.read(file));
    }

    public EdgeMeshBuilder swarmSecret(@Nullable SwarmSecret value) {
        swarmSecret = value;
        return this;
    }

    /** Says where this node's key comes from. Default: PSK where there is a secret, else the mesh makes do without peers. */
    public EdgeMeshBuilder identity(IdentityMode mode) {
        identityMode = requireNonNull(mode, "mode");
        return this;
    }

    /** Takes this node's key from a file of its own. */
    public EdgeMeshBuilder identityFile(Path file) {
        identityFile = requireNonNull(file, "file");
        return identity(IdentityMode.FILE);
    }

    /** Adds a relay; addresses are IP addresses or host names, with or without a port, or multiaddrs. */
    public EdgeMeshBuilder relay(String node, String... addresses) {
        relays.add(new Relay(node, List.of(addresses)));
        return this;
    }

    /** Says where services come from. Default: nowhere; publish them to {@link EdgeMesh#catalog()} yourself. */
    public EdgeMeshBuilder metadata(String name, Map<String, ?> settings) {
        return metadata(name, own("metadata " + name, settings));
    }

    public EdgeMeshBuilder metadata(String name, Settings settings) {
        metadataName = requireNonNull(name, "name");
        metadataSettings = requireNonNull(settings, "settings");
        return this;
    }

    /**
     * Adds a transport after those before it. Default: {@code direct} and, where there is a swarm secret or a relay,
     * {@code libp2p}.
     */
    public EdgeMeshBuilder transport(String name, Map<String, ?> settings) {
        return transport(name, own("transport " + name, settings));
    }

    public EdgeMeshBuilder transport(String name, Settings settings) {
        transports.put(requireNonNull(name, "name"), requireNonNull(settings, "settings"));
        return this;
    }

    /** Adds a part that starts and stops with the mesh. Default: none. */
    public EdgeMeshBuilder subsystem(String name, Map<String, ?> settings) {
        return subsystem(name, own("subsystem " + name, settings));
    }

    public EdgeMeshBuilder subsystem(String name, Settings settings) {
        subsystems.put(requireNonNull(name, "name"), requireNonNull(settings, "settings"));
        return this;
    }

    /** Adds an interceptor inside those before it and inside all that are added by name. */
    public EdgeMeshBuilder interceptor(Interceptor interceptor) {
        interceptors.add(requireNonNull(interceptor, "interceptor"));
        return this;
    }

    /** Adds an interceptor that a provider creates; its provider says where in the chain. */
    public EdgeMeshBuilder interceptor(String name, Map<String, ?> settings) {
        return interceptor(name, own("interceptor " + name, settings));
    }

    public EdgeMeshBuilder interceptor(String name, Settings settings) {
        interceptorNames.put(requireNonNull(name, "name"), requireNonNull(settings, "settings"));
        return this;
    }

    /** Sets how connections are made: the default policy, time-outs, what peers may reach. */
    public EdgeMeshBuilder dialer(Map<String, ?> settings) {
        return dialer(own("dialer", settings));
    }

    public EdgeMeshBuilder dialer(Settings settings) {
        dialerSettings = requireNonNull(settings, "settings");
        return this;
    }

    /** Names the balancing policy of services that have none of their own. Replaces the dialer's settings. */
    public EdgeMeshBuilder loadBalancer(String policy) {
        return dialer(Map.of("loadBalancer", Map.of("policy", requireNonNull(policy, "policy"))));
    }

    /** Runs on the given event loops and sockets, which stay the caller's to close. */
    public EdgeMeshBuilder network(Network value) {
        network = requireNonNull(value, "network");
        return this;
    }

    /** Names the kind of sockets: {@code auto}, {@code nio}, {@code epoll}, ... Default: the best this machine has. */
    public EdgeMeshBuilder network(String name) {
        networkName = requireNonNull(name, "name");
        return this;
    }

    /** Allows the mesh to keep there what has to outlive a restart. Default: it stores nothing. */
    public EdgeMeshBuilder dataDirectory(@Nullable Path directory) {
        dataDirectory = directory;
        return this;
    }

    /** Looks providers up with this class loader, such as one that sees plug-in jars. Default: our own. */
    public EdgeMeshBuilder classLoader(ClassLoader value) {
        classLoader = requireNonNull(value, "classLoader");
        return this;
    }

    /** Runs by the given time, for tests. */
    public EdgeMeshBuilder time(Ticker newTicker, InstantSource newClock) {
        ticker = requireNonNull(newTicker, "ticker");
        clock = requireNonNull(newClock, "clock");
        return this;
    }

    /** Draws from the given random source, for tests; it must be safe for use by several threads. */
    public EdgeMeshBuilder random(RandomGenerator value) {
        random = requireNonNull(value, "random");
        return this;
    }

    /**
     * Creates the mesh and starts it: when this returns, its listeners take connections. Services and peers come as they
     * are found; {@link EdgeMesh#ready()} tells when the services are there. Blocks for a moment; not for event loops.
     *
     * @throws ConfigurationException if a setting is wrong, a provider is not there, or a port is taken; nothing is then
     *     left behind
     */
    public EdgeMesh start() {
        return MeshRuntime.start(this);
    }

    private Settings own(String what, Map<String, ?> values) {
        Settings settings = Settings.of("EdgeMesh.builder(), " + what, values);
        ownSettings.add(settings);
        return settings;
    }

    Swarm swarm() {
        IdentityMode mode = identityMode;
        if (mode == null) {
            mode = IdentityMode.PSK;
        }
        if (mode == IdentityMode.PSK && swarmSecret == null && !relays.isEmpty()) {
            throw new ConfigurationException("relays are configured, but no swarm secret: give swarmSecret(...), or an"
                    + " identity mode that needs none");
        }
        return new Swarm(mode, identityFile, swarmSecret, relays);
    }

    String nodeNameOrDefault() {
        if (!nodeName.isEmpty()) {
            return nodeName;
        }
        String environment = System.getenv("NODE_NAME");
        if (environment != null && !environment.isEmpty()) {
            return environment;
        }
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException e) {
            throw new ConfigurationException("this machine has no host name: set nodeName, or NODE_NAME", e);
        }
    }
}
