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
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private final List<PeerTransport> transports = new CopyOnWriteArrayList<>();
    private final List<PeerListener> listeners = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<PeerId, Future<Connection>> dialling = new ConcurrentHashMap<>();

    Libp2pHost(HostBuilder settings) {
        this.settings = settings;
        this.connections = new ConnectionRegistry(settings.limits());
        this.upgrader = new Upgrader(settings, protocols, connections);
        this.resolver = settings.resolver() != null ? settings.resolver() : new NameLookup();
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
        transports.add(0, transport);
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

    /** Serves a protocol no longer; streams of it go on. */
    public void unhandle(String protocolId) {
        protocols.remove(protocolId);
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
        for (PeerTransport transport : transports) {
            if (transport.canListen(address)) {
                return listen(transport, address);
            }
        }
        return failed(new NoRouteException("nothing here listens on " + address));
    }

    /** Returns where the host listens, as it was bound. */
    public List<Multiaddr> listenAddresses() {
        return listeners.stream().map(PeerListener::address).toList();
    }

    /** Makes one new connection, whatever connections there are. */
    public Future<Connection> dial(DialRequest request) {
        for (PeerTransport transport : transports) {
            if (transport.canDial(request.address())) {
                return transport.dial(request);
            }
        }
        return failed(new NoRouteException("nothing here dials " + request.address()));
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
        List<Multiaddr> usable = usable(addresses);
        return usable.isEmpty()
                ? failed(new NoRouteException("no usable address of peer " + peerId + " among " + addresses))
                : dialEach(settings.group().next(), peerId, usable);
    }

    /**
     * Returns a connection with the peer: the best that stands, or a new one at the first address that answers, best
     * address first. Callers at the same time share one dial.
     *
     * @return fails with {@link DialException}, which has each address's reason, or {@link NoRouteException}
     */
    public Future<Connection> connect(PeerId peerId, List<Multiaddr> addresses) {
        Connection present = connections.best(peerId);
        if (present != null) {
            return present.eventLoop().newSucceededFuture(present);
        }
        List<Multiaddr> usable = usable(addresses);
        if (usable.isEmpty()) {
            return failed(new NoRouteException("no usable address of peer " + peerId + " among " + addresses));
        }
        return sharedDial(peerId, usable);
    }

    /** Opens a stream on the best connection with the peer; fails with {@link NoRouteException} if there is none. */
    public Future<NegotiatedStream> openStream(PeerId peerId, List<String> protocolIds, StreamHandler handler) {
        Connection connection = connections.best(peerId);
        return connection == null
                ? failed(new NoRouteException("not connected with peer " + peerId))
                : connection.openStream(protocolIds, handler);
    }

    /** Stops listening, lets streams end within {@code patience}, then closes what is left. */
    public Future<Void> close(Duration patience) {
        EventLoop loop = settings.group().next();
        Promise<Void> quiet = loop.newPromise();
        Promise<Void> done = loop.newPromise();
        connections.close();
        dialling.values().forEach(dial -> dial.cancel(false));
        loop.execute(() -> {
            PromiseCombiner all = new PromiseCombiner(loop);
            listeners.forEach(listener -> all.add(listener.close()));
            connections.all().forEach(connection -> all.add(connection.close(patience)));
            all.finish(quiet);
        });
        quiet.addListener(closed -> closeTransports(loop, done));
        return done;
    }

    private void closeTransports(EventLoop loop, Promise<Void> done) {
        PromiseCombiner all = new PromiseCombiner(loop);
        transports.forEach(transport -> transport.close().forEach(all::add));
        all.finish(done);
    }

    private List<Multiaddr> usable(List<Multiaddr> addresses) {
        return addresses.stream().filter(this::canDial).distinct().toList();
    }

    private Future<PeerListener> listen(PeerTransport transport, Multiaddr address) {
        Promise<PeerListener> promise = settings.group().next().newPromise();
        transport.listen(address).addListener((Future<PeerListener> listening) -> {
            if (listening.isSuccess()) {
                listeners.add(listening.getNow()); // before anyone can ask for our addresses
                promise.setSuccess(listening.getNow());
            } else {
                promise.setFailure(listening.cause());
            }
        });
        return promise;
    }

    private boolean canDial(Multiaddr address) {
        return transports.stream().anyMatch(transport -> transport.canDial(address));
    }

    /** Each caller gets a future of its own, so that one who gives up takes nothing from the others. */
    private Future<Connection> sharedDial(PeerId peerId, List<Multiaddr> addresses) {
        EventLoop loop = settings.group().next();
        Promise<Connection> shared = loop.newPromise();
        Future<Connection> earlier = dialling.putIfAbsent(peerId, shared);
        if (earlier == null) {
            shared.addListener(done -> dialling.remove(peerId, shared));
            Future<Connection> dial = dialEach(loop, peerId, addresses);
            dial.addListener((Future<Connection> dialled) -> follow(dialled, shared));
            shared.addListener(done -> dial.cancel(false)); // by close(), else it has ended by now
        }
        Promise<Connection> own = loop.newPromise();
        (earlier == null ? shared : earlier).addListener((Future<Connection> dialled) -> follow(dialled, own));
        return own;
    }

    private static void follow(Future<Connection> done, Promise<Connection> promise) {
        if (done.isSuccess()) {
            promise.trySuccess(done.getNow());
        } else {
            promise.tryFailure(done.cause());
        }
    }

    private Future<Connection> dialEach(EventLoop loop, PeerId peerId, List<Multiaddr> addresses) {
        Duration timeout = limits().dialTimeout();
        return new PeerDial(loop, peerId, addresses, address -> attempt(loop, DialRequest.of(address, peerId, timeout)))
                .start();
    }

    private Future<Connection> attempt(EventLoop loop, DialRequest request) {
        return NameDial.concerns(request.address())
                ? NameDial.begin(loop, resolver, request, this::dial)
                : dial(request);
    }

    private <T> Future<T> failed(RuntimeException reason) {
        return settings.group().next().newFailedFuture(reason);
    }
}
