package io.edgemesh.proxy.forward;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.proxy.flow.FlowHandler;
import io.edgemesh.proxy.flow.FlowTable;
import io.edgemesh.proxy.listen.Listener;
import io.edgemesh.proxy.net.Datagrams;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Leads the datagrams of each client address to the service, and the answers back. */
final class UdpForward extends FlowHandler<InetSocketAddress> {
    private static final int CLOSE_SECONDS = 5;
    private static final int SOCKET_BUFFER = 4 * 1024 * 1024; // for bursts; the kernel cuts it to net.core.rmem_max

    private final MeshContext mesh;
    private final ForwardSpec spec;

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
    protected FlowTable<InetSocketAddress> newFlows(Channel socket) {
        return new FlowTable<>(
                socket,
                mesh.ticker(),
                spec.idleTimeout(),
                spec.maxFlows(),
                client -> spec.router().open(spec.service(), Protocol.UDP, client, socket),
                (client, datagram) -> new DatagramPacket(datagram, client));
    }

    @Override
    protected InetSocketAddress flowOf(DatagramPacket packet) {
        return packet.sender();
    }
}
