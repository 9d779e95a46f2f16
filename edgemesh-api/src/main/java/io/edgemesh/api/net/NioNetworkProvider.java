package io.edgemesh.api.net;

import com.google.auto.service.AutoService;
import io.netty.channel.nio.NioIoHandler;
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
        return new EventLoopNetwork(
                name(),
                EventLoopNetwork.eventLoops(threads, NioIoHandler.newFactory()),
                NioServerSocketChannel::new,
                NioSocketChannel::new,
                NioDatagramChannel::new,
                NioDatagramChannel::new);
    }
}
