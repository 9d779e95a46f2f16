package io.edgemesh.proxy.direct;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.transport.TransportException;
import io.edgemesh.proxy.net.Datagrams;
import io.edgemesh.proxy.net.ReadGate;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Connects sockets the way {@link io.edgemesh.api.transport.Transport#open} promises: auto-read off, half-closure
 * allowed, one datagram in each {@code ByteBuf}.
 *
 * <p><b>Threads:</b> safe for use by several. <b>Ownership:</b> a channel belongs to who asked for it; if the stage it
 * was to complete is done already, it is closed.
 */
public final class DirectConnector {
    private final Network network;
    private final Bootstrap streams;
    private final Bootstrap datagrams;

    public DirectConnector(Network network) {
        this.network = network;
        this.streams = new Bootstrap()
                .channelFactory(network.streamChannels())
                .disableResolver()
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.SO_KEEPALIVE, true);
        this.datagrams = new Bootstrap()
                .channelFactory(network.datagramChannels())
                .disableResolver()
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Datagrams.WATER_MARK)
                .option(ChannelOption.RECVBUF_ALLOCATOR, Datagrams.wholeDatagrams());
    }

    /**
     * Connects to an address.
     *
     * @param loop answers, and gets the channel if it is one of the network's
     * @return fails with a {@link TransportException} that names the address and says why, within about the time-out
     */
    public CompletableFuture<Channel> connect(
            InetSocketAddress address, Protocol protocol, Duration timeout, EventLoop loop) {
        CompletableFuture<Channel> result = new CompletableFuture<>();
        if (protocol == Protocol.SCTP) {
            result.completeExceptionally(new TransportException("SCTP to " + text(address) + " is not carried"));
            return result;
        }
        Bootstrap bootstrap = (protocol == Protocol.TCP ? streams : datagrams).clone(registrationLoop(loop));
        bootstrap.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis())));
        if (protocol == Protocol.TCP) {
            bootstrap.handler(new ReadGate());
        } else {
            bootstrap.handler(new DatagramInitializer());
        }
        bootstrap
                .connect(address)
                .addListener((ChannelFuture connected) -> answer(connected, address, timeout, loop, result));
        return result;
    }

    /** The caller's loop may be of another kind than the network's sockets, where an embedder brings loops of its own. */
    private EventLoop registrationLoop(EventLoop wanted) {
        boolean ours = wanted == network.eventLoops() || wanted.parent() == network.eventLoops();
        return ours ? wanted : network.eventLoops().next();
    }

    private static void answer(
            ChannelFuture connected,
            InetSocketAddress address,
            Duration timeout,
            EventLoop loop,
            CompletableFuture<Channel> result) {
        if (!loop.inEventLoop()) {
            loop.execute(() -> answer(connected, address, timeout, loop, result));
        } else if (!connected.isSuccess()) {
            result.completeExceptionally(failure(connected.cause(), address, timeout));
        } else if (!result.complete(connected.channel())) {
            connected.channel().close();
        }
    }

    private static TransportException failure(Throwable cause, InetSocketAddress address, Duration timeout) {
        if (cause instanceof ConnectTimeoutException) {
            return new TransportException(
                    text(address) + " did not answer within " + timeout.toMillis() + " ms", cause);
        }
        return new TransportException("cannot connect to " + text(address) + ": " + reason(cause), cause);
    }

    /** Netty appends the address to the system's words; we have named it already. */
    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        if (message == null) {
            return cause.toString();
        }
        int address = message.lastIndexOf(": ");
        return address > 0 ? message.substring(0, address) : message;
    }

    private static String text(InetSocketAddress address) {
        return NetUtil.toSocketAddressString(address);
    }

    private static final class DatagramInitializer extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new ReadGate(), DatagramContents.INSTANCE);
        }
    }
}
