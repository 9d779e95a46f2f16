package io.edgemesh.tunnel.transport;

import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Delivery;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.dial.Dialer;
import io.edgemesh.api.intercept.DialDeniedException;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.net.Network;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Delivers whatever a peer asks for on loopback, and denies the rest. */
public final class LoopbackDialer implements Dialer {
    private final Network network;
    private volatile boolean holding;
    final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();

    public LoopbackDialer(Network network) {
        this.network = network;
    }

    /** From now on no endpoint answers. */
    void hold() {
        holding = true;
    }

    @Override
    public CompletionStage<Connection> dial(Dial dial) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public CompletionStage<Channel> deliver(Delivery delivery) {
        deliveries.add(delivery);
        if (!delivery.target().getAddress().isLoopbackAddress()) {
            return CompletableFuture.failedFuture(new DialDeniedException(delivery.target() + " is not on this node"));
        }
        CompletableFuture<Channel> result = new CompletableFuture<>();
        if (holding) {
            return result;
        }
        ChannelFuture connected = bootstrap(delivery).connect(delivery.target());
        connected.addListener(done -> {
            if (done.isSuccess()) {
                result.complete(connected.channel());
            } else {
                result.completeExceptionally(done.cause());
            }
        });
        return result;
    }

    private Bootstrap bootstrap(Delivery delivery) {
        boolean tcp = delivery.protocol() == Protocol.TCP;
        Bootstrap bootstrap = new Bootstrap()
                .group(delivery.eventLoop())
                .channelFactory(tcp ? network.streamChannels() : network.datagramChannels())
                .option(ChannelOption.AUTO_READ, false)
                .handler(tcp ? new ChannelInboundHandlerAdapter() : datagrams());
        return tcp
                ? bootstrap.option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                : bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(65_535));
    }

    private static ChannelHandler datagrams() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new SimpleChannelInboundHandler<DatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
                        ByteBuf content = packet.content();
                        ctx.fireChannelRead(content.retain());
                    }
                });
            }
        };
    }

    @Override
    public void close() {}
}
