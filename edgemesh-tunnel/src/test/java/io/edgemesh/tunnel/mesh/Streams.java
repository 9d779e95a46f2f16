package io.edgemesh.tunnel.mesh;

import io.edgemesh.api.dial.Delivery;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.net.NioNetworkProvider;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Pairs of connected channels that half-close as streams of a connection do, and deliveries to loopback. */
final class Streams implements AutoCloseable {
    static final PeerId EDGE_A = PeerId.parse("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N");

    private static final int SECONDS = 20;

    private final Network network = new NioNetworkProvider().create(1);
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    record Pair(Channel dialler, Channel answerer) {}

    Pair open() throws Exception {
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        Channel server = new ServerBootstrap()
                .group(network.eventLoops())
                .channelFactory(network.serverChannels())
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(ChannelHandlerContext ctx) {
                        ctx.pipeline().remove(this);
                        accepted.complete(ctx.channel());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        Channel dialler = stream().connect(server.localAddress()).sync().channel();
        Channel answerer = accepted.get(SECONDS, TimeUnit.SECONDS);
        server.close().sync();
        open.add(dialler);
        open.add(answerer);
        return new Pair(dialler, answerer);
    }

    private Bootstrap stream() {
        return new Bootstrap()
                .group(network.eventLoops())
                .channelFactory(network.streamChannels())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new ChannelInboundHandlerAdapter());
    }

    /** Connects to whatever is asked for. */
    CompletionStage<Channel> deliver(Delivery delivery) {
        ChannelFuture connected = delivery.protocol() == Protocol.TCP
                ? stream().connect(delivery.target())
                : datagrams().connect(delivery.target());
        CompletableFuture<Channel> result = new CompletableFuture<>();
        connected.addListener(done -> {
            if (done.isSuccess()) {
                result.complete(connected.channel());
            } else {
                result.completeExceptionally(done.cause());
            }
        });
        return result;
    }

    private Bootstrap datagrams() {
        return new Bootstrap()
                .group(network.eventLoops())
                .channelFactory(network.datagramChannels())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(65_535))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Contents());
                    }
                });
    }

    private static final class Contents extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            ByteBuf content = packet.content();
            ctx.fireChannelRead(content.retain());
        }
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        open.close().awaitUninterruptibly(); // or what they have not sent ends with the event loop, unreleased
        network.close();
    }
}
