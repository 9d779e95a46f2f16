package io.edgemesh.api.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Event loops and the channels that go with them: what a {@link NetworkProvider} creates.
 *
 * @param datagramChannel makes a datagram socket of one version of IP
 */
public record EventLoopNetwork(
        String name,
        EventLoopGroup eventLoops,
        ChannelFactory<? extends ServerChannel> serverChannels,
        ChannelFactory<? extends Channel> streamChannels,
        ChannelFactory<? extends DatagramChannel> datagramChannels,
        Function<SocketProtocolFamily, ? extends DatagramChannel> datagramChannel)
        implements Network {
    /** Loops hand tasks to each other while channels close; one that ended at once would refuse them. */
    private static final long QUIET_MILLIS = 50;

    private static final long TIMEOUT_MILLIS = 5_000;

    /**
     * Returns event loops on daemon threads: an embedder's process ends without waiting for a mesh it forgot to close.
     *
     * @param threads how many; 0 for one a core
     * @param io      what waits for the sockets' events
     */
    public static EventLoopGroup eventLoops(int threads, IoHandlerFactory io) {
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("edgemesh-io", true), io);
    }

    @Override
    public ChannelFactory<? extends DatagramChannel> datagramChannels(SocketProtocolFamily family) {
        return () -> datagramChannel.apply(family);
    }

    /** Ends the event loops and waits for them, 5 seconds at most; must not be called from one of their threads. */
    @Override
    public void close() {
        eventLoops
                .shutdownGracefully(QUIET_MILLIS, TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }
}
