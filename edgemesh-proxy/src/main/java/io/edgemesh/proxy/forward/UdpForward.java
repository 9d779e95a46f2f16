package io.edgemesh.proxy.forward;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.proxy.flow.FlowTable;
import io.edgemesh.proxy.listen.Listener;
import io.edgemesh.proxy.net.Datagrams;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads the datagrams of each client address to the service, and the answers back. */
final class UdpForward extends ChannelInboundHandlerAdapter {
    private static final Logger LOGGER = LoggerFactory.getLogger(UdpForward.class);
    private static final int CLOSE_SECONDS = 5;
    private static final int SOCKET_BUFFER = 4 * 1024 * 1024; // for bursts; the kernel cuts it to net.core.rmem_max

    private final MeshContext mesh;
    private final ForwardSpec spec;
    private @Nullable FlowTable<InetSocketAddress> flows;

    private UdpForward(MeshContext mesh, ForwardSpec spec) {
        this.mesh = mesh;
        this.spec = spec;
    }

    static Listener bind(MeshContext mesh, ForwardSpec spec) {
        ChannelFuture bound = new Bootstrap()
                .group(mesh.network().eventLoops())
                .channelFactory(mesh.network().datagramChannels())
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Datagrams.WATER_MARK)
                .option(ChannelOption.RECVBUF_ALLOCATOR, Datagrams.wholeDatagrams())
                .handler(new UdpForward(mesh, spec))
                .bind(spec.listen().address())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw spec.listen().cannotBind(bound.cause());
        }
        return new Bound(bound.channel());
    }

    private record Bound(Channel channel) implements Listener {
        @Override
        public ListenAddress listenAddress() {
            return new ListenAddress(ListenAddress.FORWARD, Protocol.UDP, (InetSocketAddress) channel.localAddress());
        }

        @Override
        public void close() {
            channel.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        flows = new FlowTable<>(
                ctx.channel(),
                mesh.ticker(),
                spec.idleTimeout(),
                spec.maxFlows(),
                client -> spec.router().open(spec.service(), Protocol.UDP, client, ctx.channel()),
                (client, datagram) -> new DatagramPacket(datagram, client));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        if (flows == null) {
            packet.release();
        } else {
            flows.send(packet.sender(), packet.content());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (flows != null) {
            flows.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (flows != null) {
            flows.close();
        }
    }

    /** An unconnected socket hears of unreachable clients; nothing is wrong with it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOGGER.atDebug()
                .addKeyValue("listener", ctx.channel().localAddress())
                .addKeyValue("failure", cause.toString())
                .log("a datagram could not be received");
    }
}
