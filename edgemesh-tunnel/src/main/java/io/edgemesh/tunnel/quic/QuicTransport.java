package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.DialRequest;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.PeerListener;
import io.edgemesh.tunnel.host.PeerTransport;
import io.edgemesh.tunnel.host.UpgradeRequest;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.tls.TlsIdentity;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Dials and listens on {@code /quic-v1} addresses, for a host that it is added to.
 *
 * <p>A dial in the listener's part waits for the peer to dial, and opens our NAT for it. <b>Threads:</b> any.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/quic/README.md">QUIC in libp2p</a>
 */
public final class QuicTransport implements PeerTransport {
    private final Libp2pHost host;
    private final QuicCodecs codecs;
    private final QuicLimits limits;
    private final QuicSockets sockets;

    private QuicTransport(Libp2pHost host, QuicCodecs codecs, QuicLimits limits) {
        this.host = host;
        this.codecs = codecs;
        this.limits = limits;
        this.sockets = new QuicSockets(host.group(), this::bind);
    }

    /**
     * Adds the transport to a host. To be called only where there {@link QuicSupport#problem() is no problem}.
     *
     * @param sockets makes datagram sockets that fit the host's event loops
     */
    public static QuicTransport addTo(Libp2pHost host, ChannelFactory<? extends DatagramChannel> sockets) {
        return addTo(host, sockets, QuicLimits.DEFAULT);
    }

    static QuicTransport addTo(Libp2pHost host, ChannelFactory<? extends DatagramChannel> sockets, QuicLimits limits) {
        QuicCodecs codecs = new QuicCodecs(
                TlsIdentity.of(host.keyPair()),
                host.group(),
                sockets,
                limits,
                host.upgrader().unreadBytes());
        QuicTransport transport = new QuicTransport(host, codecs, limits);
        host.addTransport(transport);
        return transport;
    }

    @Override
    public boolean canDial(Multiaddr address) {
        return QuicAddresses.socket(address) != null;
    }

    @Override
    public boolean canListen(Multiaddr address) {
        return canDial(address);
    }

    @Override
    public Future<PeerListener> listen(Multiaddr address) {
        Promise<PeerListener> promise = host.group().next().newPromise();
        InetSocketAddress local = Objects.requireNonNull(QuicAddresses.socket(address));
        sockets.listen(local).addListener((Future<QuicEndpoint> bound) -> {
            if (bound.isSuccess()) {
                promise.setSuccess(new Listener(bound.getNow()));
            } else {
                promise.setFailure(new QuicException(
                        "cannot listen on " + address + ": " + bound.cause().getMessage()));
            }
        });
        return promise;
    }

    private Future<QuicEndpoint> bind(InetSocketAddress local) {
        UpgradeRequest request = UpgradeRequest.accepted(host.limits().upgradeTimeout());
        return QuicEndpoint.bind(
                codecs,
                local,
                channel -> channel.pipeline()
                        .addLast(upgrade(request, channel.eventLoop().newPromise())));
    }

    private QuicUpgrade upgrade(UpgradeRequest request, Promise<Connection> promise) {
        return new QuicUpgrade(host, limits, request, codecs.random(), promise);
    }

    @Override
    public Future<Connection> dial(DialRequest request) {
        EventLoop loop = host.group().next();
        Promise<Connection> promise = loop.newPromise();
        InetSocketAddress remote = Objects.requireNonNull(QuicAddresses.socket(request.address()));
        then(
                resolve(loop, remote),
                promise,
                found -> then(sockets.towards(found), promise, from -> dial(from, found, request, promise)));
        return promise;
    }

    @SuppressWarnings("unchecked") // a resolver for what it is asked for
    private Future<InetSocketAddress> resolve(EventLoop loop, InetSocketAddress address) {
        return ((AddressResolverGroup<InetSocketAddress>) host.resolver())
                .getResolver(loop)
                .resolve(address);
    }

    private static <T> void then(Future<T> step, Promise<Connection> promise, Consumer<T> next) {
        step.addListener((Future<T> done) -> {
            if (done.isSuccess()) {
                next.accept(done.getNow());
            } else {
                promise.tryFailure(
                        new QuicException("no QUIC connection: " + done.cause().getMessage()));
            }
        });
    }

    private void dial(QuicEndpoint from, InetSocketAddress remote, DialRequest request, Promise<Connection> promise) {
        if (promise.isDone()) {
            return;
        }
        if (!request.initiator()) {
            QuicPunch.begin(host, from, remote, codecs.random(), request, promise);
        } else {
            QuicUpgrade upgrade = upgrade(UpgradeRequest.dialled(request), promise);
            then(from.connect(remote, request.timeout(), upgrade), promise, connected -> {});
        }
    }

    @Override
    public List<Future<?>> close() {
        return sockets.close();
    }

    private final class Listener implements PeerListener {
        private final QuicEndpoint endpoint;

        Listener(QuicEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public Multiaddr address() {
            return QuicAddresses.of(endpoint.address());
        }

        @Override
        public Future<?> close() {
            endpoint.acceptNoMore();
            return host.group().next().newSucceededFuture(null);
        }
    }
}
