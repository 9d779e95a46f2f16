package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The ways in which a host is reached and reaches peers; of those that take an address, the one added last is asked.
 *
 * <p><b>Threads:</b> any.
 */
final class PeerTransports {
    private final EventLoopGroup group;
    private final List<PeerTransport> transports = new CopyOnWriteArrayList<>();
    private final List<PeerListener> listeners = new CopyOnWriteArrayList<>();

    PeerTransports(EventLoopGroup group) {
        this.group = group;
    }

    void add(PeerTransport transport) {
        transports.add(0, transport);
    }

    Future<PeerListener> listen(Multiaddr address) {
        for (PeerTransport transport : transports) {
            if (transport.canListen(address)) {
                return listen(transport, address);
            }
        }
        return group.next().newFailedFuture(new NoRouteException("nothing here listens on " + address));
    }

    private Future<PeerListener> listen(PeerTransport transport, Multiaddr address) {
        Promise<PeerListener> promise = group.next().newPromise();
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

    /** Returns where the host listens, as it was bound. */
    List<Multiaddr> listenAddresses() {
        return listeners.stream().map(PeerListener::address).toList();
    }

    boolean canDial(Multiaddr address) {
        return transports.stream().anyMatch(transport -> transport.canDial(address));
    }

    Future<Connection> dial(DialRequest request) {
        for (PeerTransport transport : transports) {
            if (transport.canDial(request.address())) {
                return transport.dial(request);
            }
        }
        return group.next().newFailedFuture(new NoRouteException("nothing here dials " + request.address()));
    }

    /** Takes no connections any more; returns what to wait for. */
    List<Future<?>> stopListening() {
        return listeners.stream().<Future<?>>map(PeerListener::close).toList();
    }

    /** Lets go of what connections have needed, which are closed by now; returns what to wait for. */
    List<Future<?>> close() {
        return transports.stream()
                .<Future<?>>flatMap(transport -> transport.close().stream())
                .toList();
    }
}
