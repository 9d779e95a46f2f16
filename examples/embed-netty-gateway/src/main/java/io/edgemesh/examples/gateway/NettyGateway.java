package io.edgemesh.examples.gateway;

import io.edgemesh.api.EdgeMesh;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.Map;

/** Leads each HTTP connection to the service that its {@code Host} header names. */
public final class NettyGateway implements AutoCloseable {
    private final EventLoopGroup loops;
    private final Channel listener;

    private NettyGateway(EventLoopGroup loops, Channel listener) {
        this.loops = loops;
        this.listener = listener;
    }

    /** Expects a folder of manifests and a port to listen on. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("Usage: java -jar embed-netty-gateway.jar MANIFESTS PORT");
            System.exit(2);
        }
        try (EdgeMesh mesh = EdgeMesh.builder()
                        .nodeName("gateway")
                        .metadata("manifests", Map.of("path", arguments[0]))
                        .start();
                NettyGateway gateway = start(mesh, Integer.parseInt(arguments[1]))) {
            System.out.println("Listening on " + gateway.address());
            gateway.listener.closeFuture().await();
        }
    }

    /** Listens on all addresses; port 0 takes any free one. */
    static NettyGateway start(EdgeMesh mesh, int port) {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
        try {
            Channel listener = new ServerBootstrap()
                    .group(loops)
                    .channel(NioServerSocketChannel.class)
                    .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel client) {
                            client.pipeline().addLast(new HostRouter(mesh));
                        }
                    })
                    .bind(port)
                    .syncUninterruptibly()
                    .channel();
            return new NettyGateway(loops, listener);
        } catch (RuntimeException e) {
            loops.shutdownGracefully();
            throw e;
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully();
    }
}
