package io.edgemesh.proxy.net;

import com.google.auto.service.AutoService;
import io.edgemesh.api.net.EventLoopNetwork;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.net.NetworkProvider;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Optional;

/**
 * Linux' io_uring by Netty's native transport, for those who ask for it by name: it is younger than epoll, and containers
 * often forbid it. Needs {@code netty-transport-native-io_uring} for this machine's architecture on the class path.
 */
@AutoService(NetworkProvider.class)
public final class IoUringNetworkProvider implements NetworkProvider {
    private static final int RANK = -10; // below NIO: never chosen by itself

    @Override
    public String name() {
        return "io_uring";
    }

    @Override
    public Optional<String> unavailable() {
        // A lambda, not a method reference: that would link Netty's class here and now, and it may not be there.
        return NativeLibrary.missing("netty-transport-native-io_uring", () -> IoUring.unavailabilityCause());
    }

    @Override
    public int rank() {
        return RANK;
    }

    @Override
    public Network create(int threads) {
        return new EventLoopNetwork(
                name(),
                EventLoopNetwork.eventLoops(threads, IoUringIoHandler.newFactory()),
                IoUringServerSocketChannel::new,
                IoUringSocketChannel::new,
                IoUringDatagramChannel::new,
                IoUringDatagramChannel::new);
    }
}
