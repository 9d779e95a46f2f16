package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Dials a host name at each address it stands for, as {@link PeerDial} does: a name with an IPv6 address that leads nowhere
 * is reached at its IPv4 address, and the other way round. Of {@code /dns4} and {@code /dns6} only that family is dialled.
 *
 * <p><b>Limit:</b> the first {@value #MAX_ADDRESSES} addresses of a name. <b>Threads:</b> one event loop.
 */
final class NameDial {
    static final int MAX_ADDRESSES = 8;

    private final EventLoop loop;
    private final DialRequest request;
    private final Function<DialRequest, Future<Connection>> dialler;
    private final Promise<Connection> promise;

    private NameDial(EventLoop loop, DialRequest request, Function<DialRequest, Future<Connection>> dialler) {
        this.loop = loop;
        this.request = request;
        this.dialler = dialler;
        this.promise = loop.newPromise();
    }

    /** Returns whether an address begins with a name to look up. A WebSocket server wants to be called by its name. */
    static boolean concerns(Multiaddr address) {
        InetSocketAddress socket = address.socketAddress();
        return socket != null && socket.isUnresolved() && !address.relayed() && !address.has(Protocol.WS);
    }

    /** Begins; what {@code dialler} is given has an IP address. Cancelling the future gives up. */
    static Future<Connection> begin(
            EventLoop loop,
            AddressResolverGroup<?> resolver,
            DialRequest request,
            Function<DialRequest, Future<Connection>> dialler) {
        NameDial dial = new NameDial(loop, request, dialler);
        loop.execute(() -> dial.lookUp(resolver));
        return dial.promise;
    }

    private void lookUp(AddressResolverGroup<?> resolver) {
        InetSocketAddress name = Objects.requireNonNull(request.address().socketAddress());
        long startNanos = loop.ticker().nanoTime();
        Future<?> deadline = loop.schedule(
                () -> promise.tryFailure(
                        failure("was not looked up within " + request.timeout().toMillis() + " ms", null)),
                request.timeout().toNanos(),
                TimeUnit.NANOSECONDS);
        Future<? extends List<?>> addresses = resolver.getResolver(loop).resolveAll(name);
        addresses.addListener(done -> loop.execute(() -> {
            deadline.cancel(false);
            lookedUp(addresses, loop.ticker().nanoTime() - startNanos);
        }));
    }

    private void lookedUp(Future<? extends List<?>> found, long nanos) {
        if (found.isSuccess()) {
            dial(addresses(found.getNow()), nanos);
        } else {
            promise.tryFailure(failure("is not known: " + found.cause().getMessage(), found.cause()));
        }
    }

    private List<Multiaddr> addresses(List<?> sockets) {
        return sockets.stream()
                .map(socket -> ((InetSocketAddress) socket).getAddress())
                .filter(this::wanted)
                .distinct()
                .limit(MAX_ADDRESSES)
                .map(request.address()::withHost)
                .toList();
    }

    private boolean wanted(InetAddress ip) {
        return !(request.address().has(Protocol.DNS4) && ip instanceof Inet6Address)
                && !(request.address().has(Protocol.DNS6) && ip instanceof Inet4Address);
    }

    private void dial(List<Multiaddr> addresses, long lookUpNanos) {
        if (promise.isDone()) {
            return;
        }
        if (addresses.isEmpty()) {
            promise.tryFailure(failure("has no address of the kind asked for", null));
            return;
        }
        Duration left = request.after(lookUpNanos).timeout();
        Future<Connection> dialling = new PeerDial(
                        loop, request.expectedPeer(), addresses, address -> dialler.apply(request.at(address, left)))
                .start();
        promise.addListener(done -> dialling.cancel(false));
        dialling.addListener((Future<Connection> dialled) -> {
            if (dialled.isSuccess()) {
                promise.trySuccess(dialled.getNow());
            } else {
                promise.tryFailure(dialled.cause());
            }
        });
    }

    private HostException failure(String what, @Nullable Throwable cause) {
        return new HostException("the host name in " + request.address() + ' ' + what, cause);
    }
}
