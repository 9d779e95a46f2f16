package io.edgemesh.tunnel.quic;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The sockets of a host: those that listen, from which dials leave too, so that NATs show both under one address; and one each
 * for IPv4 and IPv6 where no listener gets to the peer. Threads: any.
 */
final class QuicSockets {
    private final EventLoopGroup group;
    private final Function<InetSocketAddress, Future<QuicEndpoint>> binding;
    private final List<QuicEndpoint> listening = new CopyOnWriteArrayList<>();
    private final Map<Boolean, Future<QuicEndpoint>> dialling =
            new HashMap<>(); // by whether it is for IPv6; guarded by this
    private boolean closed; // guarded by this

    QuicSockets(EventLoopGroup group, Function<InetSocketAddress, Future<QuicEndpoint>> binding) {
        this.group = group;
        this.binding = binding;
    }

    /** Binds a socket that dials are to leave from as well. */
    Future<QuicEndpoint> listen(InetSocketAddress local) {
        return binding.apply(local).addListener((Future<QuicEndpoint> bound) -> {
            if (bound.isSuccess()) {
                listening.add(bound.getNow());
            }
        });
    }

    /** Returns the socket to dial from. */
    synchronized Future<QuicEndpoint> towards(InetSocketAddress remote) {
        for (QuicEndpoint candidate : listening) {
            if (candidate.reaches(remote.getAddress())) {
                return group.next().newSucceededFuture(candidate);
            }
        }
        if (closed) {
            return group.next().newFailedFuture(new QuicException("the host is closed"));
        }
        boolean ipv6 = remote.getAddress() instanceof Inet6Address;
        return dialling.computeIfAbsent(
                ipv6, family -> binding.apply(new InetSocketAddress(family ? "::" : "0.0.0.0", 0)));
    }

    /** Closes all, and with them their connections. */
    synchronized List<Future<?>> close() {
        closed = true;
        List<Future<?>> closing = new ArrayList<>();
        listening.forEach(endpoint -> closing.add(endpoint.close()));
        dialling.values().forEach(bound -> closing.add(closeLater(bound)));
        return closing;
    }

    private Future<?> closeLater(Future<QuicEndpoint> bound) {
        Promise<Void> closing = group.next().newPromise();
        bound.addListener((Future<QuicEndpoint> done) -> {
            if (done.isSuccess()) {
                done.getNow().close().addListener(closed -> closing.setSuccess(null));
            } else {
                closing.setSuccess(null);
            }
        });
        return closing;
    }
}
