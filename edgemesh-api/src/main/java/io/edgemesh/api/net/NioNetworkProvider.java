package io.edgemesh.api.net;

import com.google.auto.service.AutoService;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** The JDK's own sockets: works everywhere. */
@AutoService(NetworkProvider.class)
public final class NioNetworkProvider implements NetworkProvider {
    @Override
    public String name() {
        return "nio";
    }

    @Override
    public Network create(int threads) {
        return new NioNetwork(
                new MultiThreadIoEventLoopGroup(threads, EventLoopThreads.factory(), NioIoHandler.newFactory()));
    }

    private record NioNetwork(EventLoopGroup eventLoops) implements Network {
        @Override
        public String name() {
            return "nio";
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannels() {
            return NioServerSocketChannel::new;
        }

        @Override
        public ChannelFactory<? extends Channel> streamChannels() {
            return NioSocketChannel::new;
        }

        @Override
        public ChannelFactory<? extends DatagramChannel> datagramChannels() {
            return NioDatagramChannel::new;
        }

        @Override
        public void close() {
            EventLoopThreads.shutDown(eventLoops);
        }
    }
}
