package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseCombiner;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * This node as a member of a libp2p network: it listens, dials, keeps connections by peer, opens streams and serves
 * protocols.
 *
 * <p><b>Threads:</b> all methods from any thread; nothing blocks. <b>Ownership:</b> event loops and security transports are
 * lent; connections and listeners are the host's own and end with {@link #close}.
 */
public final class Libp2pHost {
    private final HostBuilder settings;
    private final ProtocolRegistry protocols = new ProtocolRegistry();
    private final ConnectionRegistry connections;
    private final Upgrader upgrader;
    private final AddressResolverGroup<?> resolver;
    private final PeerTransports transports;
    private final Dialler dialler;

    Libp2pHost(HostBuilder settings) {
        this.settings = settings;
        this.connections = new ConnectionRegistry(settings.limits());
        this.upgrader = new Upgrader(settings, protocols, connections);
        this.resolver = settings.resolver() != null ? settings.resolver() : new NameLookup();
        this.transports = new PeerTransports(settings.group());
        this.dialler = new Dialler(
                settings.group(), transports, resolver, settings.limits().dialTimeout());
        transports.add(new TcpTransport(settings, upgrader, resolver));
    }

    /**
     * Begins to describe a host.
     *
     * @param keyPair who it is
     * @param group   carries its channels; not closed with the host
     * @param servers makes listening channels that fit the group
     * @param clients makes channels to dial with
     */
    public static HostBuilder builder(
            PeerKeyPair keyPair,
            EventLoopGroup group,
            ChannelFactory<? extends ServerChannel> servers,
            ChannelFactory<? extends Channel> clients) {
        return new HostBuilder(keyPair, group, servers, clients);
    }

    public PeerId peerId() {
        return settings.ownId();
    }

    public PeerKeyPair keyPair() {
        return settings.keyPair();
    }

    public EventLoopGroup group() {
        return settings.group();
    }

    public Clock clock() {
        return settings.clock();
    }

    public HostLimits limits() {
        return settings.limits();
    }

    /** The secret of the private network that the host is in; {@code null} for none. */
    public @Nullable SwarmSecret swarmSecret() {
        return settings.swarmSecret();
    }

    /** Looks up the names in addresses. */
    public AddressResolverGroup<?> resolver() {
        return resolver;
    }

    /** Makes connections of other byte channels. */
    public Upgrader upgrader() {
        return upgrader;
    }

    /** The connections that stand. */
    public ConnectionRegistry connections() {
        return connections;
    }

    /** Adds a way of reaching peers; later ones are asked first. */
    public void addTransport(PeerTransport transport) {
        transports.add(transport);
    }

    /** Hears of connections from now on. */
    public void addListener(ConnectionListener listener) {
        connections.addListener(listener);
    }

    public void removeListener(ConnectionListener listener) {
        connections.removeListener(listener);
    }

    /** Begins to serve a protocol; fails when it is served already. */
    public void handle(String protocolId, StreamHandler handler) {
        protocols.put(protocolId, handler);
    }

    /** Returns the protocols served now, in order. */
    public List<String> protocols() {
        return protocols.ids();
    }

    /** Runs a task whenever the protocols served have changed. */
    public void onProtocolsChanged(Runnable task) {
        protocols.onChange(task);
    }

    /** Accepts connections at an address; port 0 chooses one. */
    public Future<PeerListener> listen(Multiaddr address) {
        return transports.listen(address);
    }

    /** Returns where the host listens, as it was bound. */
    public List<Multiaddr> listenAddresses() {
        return transports.listenAddresses();
    }

    /** Makes one new connection, whatever connections there are. */
    public Future<Connection> dial(DialRequest request) {
        return transports.dial(request);
    }

    /** Makes one new connection with whoever is there, or with the peer that the address names. */
    public Future<Connection> dial(Multiaddr address) {
        return dial(DialRequest.of(address, null, limits().dialTimeout()));
    }

    /**
     * Makes one new connection with the peer, whatever connections there are, at the first address that answers; for those
     * who look for a better path than they have.
     *
     * @return fails with {@link DialException}, which has each address's reason, or {@link NoRouteException}
     */
    public Future<Connection> dial(PeerId peerId, List<Multiaddr> addresses) {
        return dialler.dial(peerId, addresses);
    }

    /**
     * Returns a connection with the peer: the best that stands, or a new one at the first address that answers, best
     * address first. Callers at the same time share one dial.
     *
     * @return fails with {@link DialException}, which has each address's reason, or {@link NoRouteException}
     */
    public Future<Connection> connect(PeerId peerId, List<Multiaddr> addresses) {
        Connection present = connections.best(peerId);
        return present == null
                ? dialler.dialTogether(peerId, addresses)
                : present.eventLoop().newSucceededFuture(present);
    }

    /** Opens a stream on the best connection with the peer; fails with {@link NoRouteException} if there is none. */
    public Future<NegotiatedStream> openStream(PeerId peerId, List<String> protocolIds, StreamHandler handler) {
        Connection connection = connections.best(peerId);
        return connection == null
                ? settings.group().next().newFailedFuture(new NoRouteException("not connected with peer " + peerId))
                : connection.openStream(protocolIds, handler);
    }

    /** Stops listening, lets streams end within {@code patience}, then closes what is left. */
    public Future<Void> close(Duration patience) {
        EventLoop loop = settings.group().next();
        Promise<Void> quiet = loop.newPromise();
        Promise<Void> done = loop.newPromise();
        connections.close();
        dialler.close();
        loop.execute(() -> {
            List<Future<?>> ending = new ArrayList<>(transports.stopListening());
            connections.all().forEach(connection -> ending.add(connection.close(patience)));
            finish(loop, ending, quiet);
        });
        quiet.addListener(closed -> finish(loop, transports.close(), done));
        return done;
    }

    private static void finish(EventLoop loop, List<Future<?>> ending, Promise<Void> promise) {
        PromiseCombiner all = new PromiseCombiner(loop);
        ending.forEach(all::add);
        all.finish(promise);
    }
}
