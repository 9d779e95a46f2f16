package io.edgemesh.dns.server;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.net.Network;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Binds UDP sockets: one an event loop where they can share a port and the system spreads clients among them, else one. */
final class UdpSockets {
    private static final int MAX_SOCKETS = 8;
    private static final int RECEIVE_BUFFER = 1 << 20; // a burst of all pods of a node fits in
    private static final int MAX_DATAGRAM = 2048; // queries are short: a longer one is cut off and thus malformed
    private static final int BATCH = 16;

    /** How epoll's sockets are told to receive several datagrams at once; others do not know it. */
    private static final ChannelOption<Integer> MAX_DATAGRAM_OF_BATCH =
            ChannelOption.valueOf("MAX_DATAGRAM_PAYLOAD_SIZE");

    private final Network network;
    private final Responder responder;
    private final ServerSettings settings;
    private final Ticker ticker;
    private final RandomGenerator random;

    UdpSockets(Network network, Responder responder, ServerSettings settings, Ticker ticker, RandomGenerator random) {
        this.network = network;
        this.responder = responder;
        this.settings = settings;
        this.ticker = ticker;
        this.random = random;
    }

    /** Returns the sockets bound to an address; none if it fails. */
    List<Channel> bind(InetSocketAddress address) throws BindFailure {
        List<Channel> bound = new ArrayList<>();
        for (EventExecutor executor : network.eventLoops()) {
            SocketSetup setup = new SocketSetup();
            ChannelFuture binding =
                    bootstrap((EventLoop) executor, setup).bind(address).awaitUninterruptibly();
            if (!binding.isSuccess()) {
                bound.forEach(channel -> channel.close().awaitUninterruptibly());
                throw new BindFailure(address, Protocol.UDP, binding.cause());
            }
            bound.add(binding.channel());
            if (!setup.sharesPort || bound.size() == MAX_SOCKETS) {
                break;
            }
        }
        return bound;
    }

    private Bootstrap bootstrap(EventLoop loop, SocketSetup setup) {
        Bootstrap bootstrap = new Bootstrap();
        return bootstrap
                .group(loop)
                .channelFactory(network.datagramChannels()::newChannel)
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                .handler(setup);
    }

    private final class SocketSetup extends ChannelInitializer<Channel> {
        private volatile boolean sharesPort;

        @Override
        protected void initChannel(Channel channel) {
            sharesPort = channel.config().setOption(UnixChannelOption.SO_REUSEPORT, true)
                    || channel.config().setOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
            if (channel.config().setOption(MAX_DATAGRAM_OF_BATCH, MAX_DATAGRAM)) {
                channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(BATCH * MAX_DATAGRAM));
            }
            ClientLimit limit = new ClientLimit(settings.clientRate(), random.nextInt(), ticker.nanoTime());
            channel.pipeline().addLast(new UdpHandler(responder, limit, ticker));
        }
    }
}
