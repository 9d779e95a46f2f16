package io.edgemesh.tunnel.host;

import static java.util.Objects.requireNonNull;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.edgemesh.tunnel.security.SecureTransport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.resolver.AddressResolverGroup;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a host is made of. */
public final class HostBuilder {
    private final PeerKeyPair keyPair;
    private final EventLoopGroup group;
    private final ChannelFactory<? extends ServerChannel> servers;
    private final ChannelFactory<? extends Channel> clients;
    private List<SecureTransport> security = List.of();
    private @Nullable SwarmSecret swarmSecret;
    private SocketAddressing addressing = SocketAddressing.TCP;
    private @Nullable AddressResolverGroup<?> resolver;
    private HostLimits limits = HostLimits.DEFAULT;
    private Clock clock = Clock.systemUTC();
    private SecureRandom random = new SecureRandom();
    private Consumer<ChannelConfig> connectionOptions = SocketOptions::forConnections;
    private Consumer<ChannelConfig> serverOptions = SocketOptions::forServers;

    HostBuilder(
            PeerKeyPair keyPair,
            EventLoopGroup group,
            ChannelFactory<? extends ServerChannel> servers,
            ChannelFactory<? extends Channel> clients) {
        this.keyPair = requireNonNull(keyPair, "keyPair");
        this.group = requireNonNull(group, "group");
        this.servers = requireNonNull(servers, "servers");
        this.clients = requireNonNull(clients, "clients");
    }

    /** Ways to secure connections, the preferred one first. At least one. */
    public HostBuilder security(List<SecureTransport> transports) {
        this.security = List.copyOf(transports);
        return this;
    }

    /** The secret of the private network that the host is in; {@code null}, as from the start, for none. */
    public HostBuilder swarmSecret(@Nullable SwarmSecret secret) {
        this.swarmSecret = secret;
        return this;
    }

    /** How the channels given name their addresses; TCP if not said. */
    public HostBuilder addressing(SocketAddressing translation) {
        this.addressing = requireNonNull(translation, "translation");
        return this;
    }

    /** Looks up names in addresses; if not said, the system's resolver does, on threads of the host's own. */
    public HostBuilder resolver(AddressResolverGroup<?> group) {
        this.resolver = requireNonNull(group, "group");
        return this;
    }

    public HostBuilder limits(HostLimits bounds) {
        this.limits = requireNonNull(bounds, "bounds");
        return this;
    }

    public HostBuilder clock(Clock time) {
        this.clock = requireNonNull(time, "time");
        return this;
    }

    public HostBuilder random(SecureRandom source) {
        this.random = requireNonNull(source, "source");
        return this;
    }

    /** Sets options on each connection's channel, instead of the usual ones. */
    public HostBuilder connectionOptions(Consumer<ChannelConfig> options) {
        this.connectionOptions = requireNonNull(options, "options");
        return this;
    }

    /** Sets options on each listening channel, instead of the usual ones. */
    public HostBuilder serverOptions(Consumer<ChannelConfig> options) {
        this.serverOptions = requireNonNull(options, "options");
        return this;
    }

    /** Makes the host; it neither listens nor dials by itself. */
    public Libp2pHost build() {
        if (security.isEmpty()) {
            throw new IllegalArgumentException("security: none (expected: at least one transport)");
        }
        return new Libp2pHost(this);
    }

    PeerId ownId() {
        return keyPair.peerId();
    }

    PeerKeyPair keyPair() {
        return keyPair;
    }

    EventLoopGroup group() {
        return group;
    }

    ChannelFactory<? extends ServerChannel> servers() {
        return servers;
    }

    ChannelFactory<? extends Channel> clients() {
        return clients;
    }

    List<SecureTransport> security() {
        return security;
    }

    @Nullable
    SwarmSecret swarmSecret() {
        return swarmSecret;
    }

    SocketAddressing addressing() {
        return addressing;
    }

    @Nullable
    AddressResolverGroup<?> resolver() {
        return resolver;
    }

    HostLimits limits() {
        return limits;
    }

    Clock clock() {
        return clock;
    }

    SecureRandom random() {
        return random;
    }

    Consumer<ChannelConfig> connectionOptions() {
        return connectionOptions;
    }

    Consumer<ChannelConfig> serverOptions() {
        return serverOptions;
    }
}
