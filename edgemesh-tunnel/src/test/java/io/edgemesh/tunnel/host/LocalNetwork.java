package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.noise.NoiseTransport;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Hosts that talk within this JVM, without sockets: {@code /ip4/10.0.0.7/tcp/4001} is a channel named so. */
public final class LocalNetwork implements AutoCloseable, SocketAddressing {
    private static final AtomicInteger NETWORKS = new AtomicInteger();

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, LocalIoHandler.newFactory());
    private final String name = "net" + NETWORKS.incrementAndGet() + '!';
    private final List<Libp2pHost> hosts = new ArrayList<>();

    EventLoopGroup group() {
        return group;
    }

    /** A host's makings; its key follows from the number. */
    public HostBuilder builder(int number) {
        PeerKeyPair keyPair = keyPair(number);
        return Libp2pHost.builder(keyPair, group, LocalServerChannel::new, LocalNetwork::client)
                .addressing(this)
                .security(List.of(new NoiseTransport(keyPair)));
    }

    /**
     * A channel that flushes a moment later. Two LocalChannels on one event loop read within each other's flushes, and
     * Netty forgets a flush that is asked for during another of the same channel: the answer would never leave.
     */
    private static LocalChannel client() {
        LocalChannel channel = new LocalChannel();
        channel.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext ctx) {
                ctx.executor().execute(ctx::flush);
            }

            @Override
            public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
                ctx.executor().execute(() -> ctx.close(promise));
            }
        });
        return channel;
    }

    /** Makes the host and has it listen where {@link #address} says. */
    public Libp2pHost start(HostBuilder builder, int number) throws Exception {
        Libp2pHost host = builder.build();
        hosts.add(host);
        host.listen(address(number)).get(60, TimeUnit.SECONDS);
        return host;
    }

    public Libp2pHost start(int number) throws Exception {
        return start(builder(number), number);
    }

    public Multiaddr address(int number) {
        return Multiaddr.parse("/ip4/10.0.0." + number + "/tcp/4001");
    }

    public static PeerKeyPair keyPair(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return PeerKeyPair.ofSeed(seed);
    }

    @Override
    public SocketAddress toSocket(Multiaddr address) {
        SocketAddress socket = SocketAddressing.TCP.toSocket(address);
        return socket instanceof InetSocketAddress inet
                ? new LocalAddress(name + inet.getHostString() + ':' + inet.getPort())
                : null;
    }

    /** Diallers have no address of their own in this network; they all get one. */
    @Override
    public Multiaddr toMultiaddr(SocketAddress address) {
        String id = ((LocalAddress) address).id();
        if (!id.startsWith(name)) {
            return Multiaddr.parse("/ip4/10.99.99.99/tcp/9");
        }
        String[] hostAndPort = id.substring(name.length()).split(":");
        return Multiaddr.parse("/ip4/" + hostAndPort[0] + "/tcp/" + hostAndPort[1]);
    }

    @Override
    public void close() throws Exception {
        for (Libp2pHost host : hosts) {
            host.close(Duration.ZERO).get(60, TimeUnit.SECONDS);
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
    }
}
