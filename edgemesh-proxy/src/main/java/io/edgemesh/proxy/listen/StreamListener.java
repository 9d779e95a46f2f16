package io.edgemesh.proxy.listen;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.proxy.net.ReadGate;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Accepts TCP clients and gives each a handler of its own.
 *
 * <p>Accepting waits for nothing: what a connection has to wait for it waits for by itself. A client's channel comes with
 * auto-read off and half-closure allowed. (Nagle's algorithm is off by Netty's default; saying so again is a system call.)
 */
public final class StreamListener implements Listener {
    private static final int BACKLOG = 4096; // the kernel cuts it to net.core.somaxconn
    private static final int CLOSE_SECONDS = 5;

    private final String name;
    private final Channel channel;
    private final ChannelGroup clients;

    private StreamListener(String name, Channel channel, ChannelGroup clients) {
        this.name = name;
        this.channel = channel;
        this.clients = clients;
    }

    /**
     * Binds and begins to accept. Blocks for a moment; not on an event loop.
     *
     * @param handlers gives the handler of each client, which is told when its channel becomes active
     * @throws io.edgemesh.api.config.ConfigurationException if the address cannot be bound
     */
    public static StreamListener bind(
            Network network, ListenSpec spec, Function<Channel, ? extends ChannelHandler> handlers) {
        ChannelGroup clients = new DefaultChannelGroup(spec.name(), GlobalEventExecutor.INSTANCE);
        ChannelFuture bound = new ServerBootstrap()
                .group(network.eventLoops())
                .channelFactory(network.serverChannels())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .handler(new AcceptGuard(spec.name(), spec.maxConnections()))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        clients.add(client);
                        client.pipeline().addLast(new ReadGate(), handlers.apply(client));
                    }
                })
                .bind(spec.address())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw spec.cannotBind(bound.cause());
        }
        return new StreamListener(spec.name(), bound.channel(), clients);
    }

    @Override
    public ListenAddress listenAddress() {
        return new ListenAddress(name, Protocol.TCP, (InetSocketAddress) channel.localAddress());
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        clients.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
