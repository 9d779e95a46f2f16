package io.edgemesh.benchmarks.dns;

import io.edgemesh.api.net.EventLoopThreads;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.net.NioNetworkProvider;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramChannel;

/** The transports that a benchmark may choose. */
final class Networks {
    private Networks() {}

    static Network create(String name, int threads) {
        return switch (name) {
            case "nio" -> new NioNetworkProvider().create(threads);
            case "epoll" ->
                new EpollNetwork(new MultiThreadIoEventLoopGroup(
                        threads, EventLoopThreads.factory(), EpollIoHandler.newFactory()));
            default -> throw new IllegalArgumentException("network: " + name + " (expected: nio or epoll)");
        };
    }

    private record EpollNetwork(EventLoopGroup eventLoops) implements Network {
        @Override
        public String name() {
            return "epoll";
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannels() {
            return EpollServerSocketChannel::new;
        }

        @Override
        public ChannelFactory<? extends Channel> streamChannels() {
            return EpollSocketChannel::new;
        }

        @Override
        public ChannelFactory<? extends DatagramChannel> datagramChannels() {
            return EpollDatagramChannel::new;
        }

        @Override
        public void close() {
            EventLoopThreads.shutDown(eventLoops);
        }
    }
}
