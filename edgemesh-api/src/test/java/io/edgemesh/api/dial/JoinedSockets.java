package io.edgemesh.api.dial;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Two plain sockets with a forwarder's two channels between them: {@code left - a = b - right}.
 *
 * <p>The channels share an event loop or have one each.
 */
final class JoinedSockets implements AutoCloseable {
    final Socket left;
    final Socket right;
    final Channel a;
    final Channel b;
    private final EventLoopGroup loops;

    JoinedSockets(boolean oneLoop) throws Exception {
        loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        EventLoop first = loops.next();
        EventLoop second = oneLoop ? first : loops.next();
        left = new Socket();
        a = accept(first);
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            b = connect(second, (InetSocketAddress) listener.getLocalSocketAddress());
            right = listener.accept();
        }
        left.setSoTimeout(20_000);
        right.setSoTimeout(20_000);
    }

    private Channel accept(EventLoop loop) throws Exception {
        BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
        Channel listener = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new WaitForActive(accepted));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        left.connect(listener.localAddress());
        Channel channel = accepted.poll(20, TimeUnit.SECONDS);
        listener.close().sync();
        return channel;
    }

    private static Channel connect(EventLoop loop, InetSocketAddress address) throws InterruptedException {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {}
                })
                .connect(address)
                .sync()
                .channel();
    }

    JoinedSockets join() {
        Forwarder.join(a, b);
        return this;
    }

    @Override
    public void close() throws IOException {
        left.close();
        right.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
