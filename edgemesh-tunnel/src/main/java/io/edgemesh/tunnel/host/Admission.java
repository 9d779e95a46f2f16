package io.edgemesh.tunnel.host;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides whether a channel that somebody opened to us may begin to be secured, before it costs us anything. Threads: any.
 */
final class Admission {
    private final HostLimits limits;
    private final AtomicInteger pending = new AtomicInteger();
    private final ConcurrentMap<Object, Integer> byAddress = new ConcurrentHashMap<>();

    Admission(HostLimits limits) {
        this.limits = limits;
    }

    /**
     * Counts the channel until it closes, and as pending until the returned task runs, which must happen once.
     *
     * @throws ConnectionLimitException if it may not come in
     */
    Runnable admit(Channel channel, SocketAddress from) {
        Object origin = origin(from);
        if (pending.incrementAndGet() > limits.maxPendingInbound()) {
            pending.decrementAndGet();
            throw new ConnectionLimitException(
                    limits.maxPendingInbound() + " inbound connections are being secured already, the limit");
        }
        if (byAddress.merge(origin, 1, Integer::sum) > limits.maxInboundPerAddress()) {
            pending.decrementAndGet();
            leave(origin);
            throw new ConnectionLimitException(
                    origin + " has " + limits.maxInboundPerAddress() + " connections with us, the limit");
        }
        channel.closeFuture().addListener(closed -> leave(origin));
        return pending::decrementAndGet;
    }

    private void leave(Object origin) {
        byAddress.computeIfPresent(origin, (key, count) -> count == 1 ? null : count - 1);
    }

    private static Object origin(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getAddress() : String.valueOf(address);
    }
}
