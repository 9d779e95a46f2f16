package io.edgemesh.tunnel.portmap;

import io.edgemesh.api.net.Network;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the gateway forward the ports that this node listens on, as long as it runs: by NAT-PMP, and each time the gateway does
 * not serve that by UPnP. A gateway that can do neither is no failure: it is asked now and then, in silence.
 *
 * <p><b>Threads:</b> {@link #start}, {@link #restart} and {@link #close} by one at a time and not on an event loop;
 * {@link #addresses} by any.
 */
public final class PortMapping implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(PortMapping.class);
    private static final long CLOSE_MILLIS = 500;

    private final Supplier<@Nullable InetAddress> gateway;
    private final int gatewayPort;
    private final Supplier<List<Multiaddr>> listening;
    private final Network network;
    private final EventLoop loop;
    private final Executor blocking;
    private final RandomGenerator random;
    private final Runnable onChange;
    private volatile List<Multiaddr> addresses = List.of();
    private @Nullable Channel channel;
    private volatile @Nullable UpnpMapping upnp;

    /**
     * Creates one that does nothing yet.
     *
     * @param gateway   the router to ask, or {@code null} where there is none
     * @param listening where peers of the gateway's network reach this node
     * @param blocking  runs what waits for the gateway, some seconds at a time
     * @param onChange  run on an event loop when {@link #addresses} are others
     */
    public PortMapping(
            Supplier<@Nullable InetAddress> gateway,
            Supplier<List<Multiaddr>> listening,
            Network network,
            Executor blocking,
            RandomGenerator random,
            Runnable onChange) {
        this(gateway, NatPmp.PORT, listening, network, blocking, random, onChange);
    }

    PortMapping(
            Supplier<@Nullable InetAddress> gateway,
            int gatewayPort,
            Supplier<List<Multiaddr>> listening,
            Network network,
            Executor blocking,
            RandomGenerator random,
            Runnable onChange) {
        this.gateway = gateway;
        this.gatewayPort = gatewayPort;
        this.listening = listening;
        this.network = network;
        this.loop = network.eventLoops().next();
        this.blocking = blocking;
        this.random = random;
        this.onChange = onChange;
    }

    /** Returns where the gateway forwards from, as it was told last; empty while it does not. */
    public List<Multiaddr> addresses() {
        return addresses;
    }

    /** Begins with the gateway that there is now. */
    public void start() {
        List<ListeningPort> wanted = ListeningPort.among(listening.get());
        InetAddress router = wanted.isEmpty() ? null : gateway.get();
        if (router == null) {
            LOGGER.debug("no port to map, or no gateway to ask");
            return;
        }
        UpnpMapping fallback =
                new UpnpMapping(new InetSocketAddress(router, Ssdp.PORT), wanted, new RouterHttp(network), random);
        upnp = fallback;
        InetSocketAddress target = new InetSocketAddress(router, gatewayPort);
        channel = new Bootstrap()
                .group(loop)
                .channelFactory(network.datagramChannels(SocketProtocolFamily.INET))
                .handler(new MappingHandler(target, wanted, random, outside -> answered(outside, fallback)))
                .bind(new InetSocketAddress("0.0.0.0", 0))
                .channel();
    }

    /** NAT-PMP has brought this; on the loop. */
    private void answered(List<Multiaddr> outside, UpnpMapping fallback) {
        if (!outside.isEmpty()) {
            mapped(outside);
        } else if (fallback == upnp) {
            blocking.execute(() -> renew(fallback));
        }
    }

    private void renew(UpnpMapping fallback) {
        List<Multiaddr> outside = fallback.renew();
        loop.execute(() -> {
            if (fallback == upnp) {
                mapped(outside);
            }
        });
    }

    private void mapped(List<Multiaddr> outside) {
        if (!outside.equals(addresses)) {
            addresses = outside;
            LOGGER.atInfo()
                    .addKeyValue("addresses", outside)
                    .log(
                            outside.isEmpty()
                                    ? "the gateway maps no port any more"
                                    : "the gateway maps ports to this node");
            onChange.run();
        }
    }

    /** Begins anew: the network has changed. What was mapped is forgotten, here and by the gateway in its time. */
    public void restart() {
        close();
        addresses = List.of();
        start();
    }

    /** Has the gateway end the mappings, as far as it hears of that, and ends; waits for that, but not for long. */
    @Override
    public void close() {
        Channel closing = channel;
        UpnpMapping ending = upnp;
        channel = null;
        upnp = null;
        if (closing != null && ending != null) {
            CompletableFuture<Void> ended = CompletableFuture.runAsync(ending::end, blocking);
            loop.execute(() -> leave(closing));
            closing.closeFuture().awaitUninterruptibly(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            ended.completeOnTimeout(null, CLOSE_MILLIS, TimeUnit.MILLISECONDS).join();
        }
    }

    private static void leave(Channel channel) {
        MappingHandler handler = channel.pipeline().get(MappingHandler.class);
        if (handler == null || !channel.isActive()) {
            channel.close();
        } else {
            handler.leave(channel.pipeline().context(handler));
        }
    }
}
