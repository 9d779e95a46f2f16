package io.edgemesh.proxy.net;

import com.google.auto.service.AutoService;
import io.edgemesh.api.net.EventLoopNetwork;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.net.NetworkProvider;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.Optional;

/**
 * Linux' own sockets by Netty's native transport: less work for each event than NIO. Needs
 * {@code netty-transport-native-epoll} for this machine's architecture on the class path.
 */
@AutoService(NetworkProvider.class)
public final class EpollNetworkProvider implements NetworkProvider {
    static final int RANK = 10;

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public Optional<String> unavailable() {
        // A lambda, not a method reference: that would link Netty's class here and now, and it may not be there.
        return NativeLibrary.missing("netty-transport-native-epoll", () -> Epoll.unavailabilityCause());
    }

    @Override
    public int rank() {
        return RANK;
    }

    @Override
    public Network create(int threads) {
        return new EventLoopNetwork(
                name(),
                EventLoopNetwork.eventLoops(threads, KeptEpollIoHandler.newFactory()),
                EpollServerSocketChannel::new,
                EpollSocketChannel::new,
                EpollDatagramChannel::new,
                EpollDatagramChannel::new);
    }
}
