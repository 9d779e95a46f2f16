package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Connects with peers at the addresses that they may have, names among them; once for all who ask at the same time.
 *
 * <p><b>Threads:</b> any.
 */
final class Dialler {
    private final EventLoopGroup group;
    private final PeerTransports transports;
    private final AddressResolverGroup<?> resolver;
    private final Duration timeout;
    private final ConcurrentMap<PeerId, Future<Connection>> running = new ConcurrentHashMap<>();

    /** @param timeout how long the attempt at one address may take */
    Dialler(EventLoopGroup group, PeerTransports transports, AddressResolverGroup<?> resolver, Duration timeout) {
        this.group = group;
        this.transports = transports;
        this.resolver = resolver;
        this.timeout = timeout;
    }

    /** Makes a connection of the caller's own, at the first address that answers. */
    Future<Connection> dial(PeerId peerId, List<Multiaddr> addresses) {
        List<Multiaddr> usable = usable(addresses);
        return usable.isEmpty() ? noRoute(peerId, addresses) : dialEach(group.next(), peerId, usable);
    }

    private List<Multiaddr> usable(List<Multiaddr> addresses) {
        return addresses.stream().filter(transports::canDial).distinct().toList();
    }

    private Future<Connection> noRoute(PeerId peerId, List<Multiaddr> addresses) {
        return group.next()
                .newFailedFuture(new NoRouteException("no usable address of peer " + peerId + " among " + addresses));
    }

    private Future<Connection> dialEach(EventLoop loop, PeerId peerId, List<Multiaddr> addresses) {
        return new PeerDial(loop, peerId, addresses, address -> attempt(loop, peerId, address)).start();
    }

    private Future<Connection> attempt(EventLoop loop, PeerId peerId, Multiaddr address) {
        DialRequest request = DialRequest.of(address, peerId, timeout);
        return NameDial.concerns(address)
                ? NameDial.begin(loop, resolver, request, transports::dial)
                : transports.dial(request);
    }

    /**
     * Makes a connection that those who ask for one with this peer meanwhile get as well. Each caller gets a future of its
     * own, so that one who gives up takes nothing from the others.
     */
    Future<Connection> dialTogether(PeerId peerId, List<Multiaddr> addresses) {
        List<Multiaddr> usable = usable(addresses);
        return usable.isEmpty() ? noRoute(peerId, addresses) : shareDial(peerId, usable);
    }

    private Future<Connection> shareDial(PeerId peerId, List<Multiaddr> addresses) {
        EventLoop loop = group.next();
        Promise<Connection> shared = loop.newPromise();
        Future<Connection> earlier = running.putIfAbsent(peerId, shared);
        if (earlier == null) {
            shared.addListener(done -> running.remove(peerId, shared));
            Future<Connection> dial = dialEach(loop, peerId, addresses);
            dial.addListener(new PromiseNotifier<>(false, shared));
            shared.addListener(done -> dial.cancel(false)); // by close(), else it has ended by now
        }
        Promise<Connection> own = loop.newPromise();
        (earlier == null ? shared : earlier).addListener(new PromiseNotifier<>(false, own));
        return own;
    }

    /** Gives up all that is being dialled together. */
    void close() {
        running.values().forEach(dial -> dial.cancel(false));
    }
}
