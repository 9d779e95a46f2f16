package io.edgemesh.proxy.socks;

import static java.util.Objects.requireNonNull;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.proxy.flow.FlowHandler;
import io.edgemesh.proxy.flow.FlowTable;
import io.edgemesh.proxy.net.Datagrams;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The datagram socket of one client, which lives as long as the client's TCP connection.
 *
 * <p>Takes datagrams from the client's IP address alone, and after the first from its port alone. <b>Threads:</b> the
 * event loop of the client's TCP channel, where the socket is registered, too.
 */
final class UdpAssociation extends FlowHandler<SocksDatagram> {
    private static final int MAX_DESTINATIONS = 256;

    private final Channel client;
    private final SocksProxy proxy;
    private final InetAddress clientAddress;
    private volatile @Nullable InetSocketAddress sender; // written here, read on the loops of upstream channels

    private UdpAssociation(Channel client, SocksProxy proxy) {
        this.client = client;
        this.proxy = proxy;
        this.clientAddress = ((InetSocketAddress) client.remoteAddress()).getAddress();
    }

    /** Opens the socket on the address that the client is connected to; answers on the client's loop. */
    static CompletionStage<Channel> start(ChannelHandlerContext ctx, SocksProxy proxy) {
        Channel client = ctx.channel();
        CompletableFuture<Channel> result = new CompletableFuture<>();
        new Bootstrap()
                .group(client.eventLoop())
                .channelFactory(proxy.mesh().network().datagramChannels())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Datagrams.WATER_MARK)
                .option(ChannelOption.RECVBUF_ALLOCATOR, Datagrams.wholeDatagrams())
                .handler(new UdpAssociation(client, proxy))
                .bind(((InetSocketAddress) client.localAddress()).getAddress(), 0)
                .addListener((ChannelFuture bound) -> {
                    if (bound.isSuccess()) {
                        client.closeFuture()
                                .addListener(closed -> bound.channel().close());
                        result.complete(bound.channel());
                    } else {
                        result.completeExceptionally(bound.cause());
                    }
                });
        return result;
    }

    @Override
    protected FlowTable<SocksDatagram> newFlows(Channel socket) {
        return new FlowTable<>(
                socket,
                proxy.mesh().ticker(),
                proxy.udpIdleTimeout(),
                MAX_DESTINATIONS,
                to -> proxy.router().open(to.host(), to.port(), Protocol.UDP, client, Map.of(), null),
                this::wrap);
    }

    private Object wrap(SocksDatagram from, ByteBuf data) {
        ByteBuf whole = Unpooled.wrappedBuffer(from.header(client.alloc()), data);
        return new DatagramPacket(whole, requireNonNull(sender, "a flow begins with a sender"));
    }

    @Override
    protected @Nullable SocksDatagram flowOf(DatagramPacket packet) {
        SocksDatagram destination = isFromClient(packet.sender()) ? SocksDatagram.read(packet.content()) : null;
        if (destination != null) {
            sender = packet.sender();
        }
        return destination;
    }

    private boolean isFromClient(InetSocketAddress from) {
        InetSocketAddress known = sender;
        return known == null ? from.getAddress().equals(clientAddress) : from.equals(known);
    }
}
