package io.edgemesh.dns.server;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.net.Network;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Binds TCP listeners and sets up what they accept; a connection beyond the limit is closed at once. */
final class TcpListener {
    private static final int LENGTH_BYTES = 2;
    private static final int MAX_FRAME = 0xffff + LENGTH_BYTES;

    private final Network network;
    private final Responder responder;
    private final ServerSettings settings;
    private final ChannelGroup channels;
    private final AtomicInteger connections = new AtomicInteger();

    /** @param channels where connections are put, to be closed with the server */
    TcpListener(Network network, Responder responder, ServerSettings settings, ChannelGroup channels) {
        this.network = network;
        this.responder = responder;
        this.settings = settings;
        this.channels = channels;
    }

    Channel bind(InetSocketAddress address) throws BindFailure {
        ServerBootstrap bootstrap = new ServerBootstrap();
        ChannelFuture binding = bootstrap
                .group(network.eventLoops())
                .channelFactory(network.serverChannels()::newChannel)
                .childHandler(new Connections())
                .bind(address)
                .awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw new BindFailure(address, Protocol.TCP, binding.cause());
        }
        return binding.channel();
    }

    private final class Connections extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel connection) {
            connection.closeFuture().addListener(closed -> connections.decrementAndGet());
            if (connections.incrementAndGet() > settings.maxConnections()) {
                connection.close();
                return;
            }
            channels.add(connection);
            connection
                    .pipeline()
                    .addLast(new IdleStateHandler(0, 0, settings.tcpIdle().toMillis(), TimeUnit.MILLISECONDS))
                    .addLast(new LengthFieldBasedFrameDecoder(MAX_FRAME, 0, LENGTH_BYTES, 0, LENGTH_BYTES))
                    .addLast(new TcpHandler(responder));
        }
    }
}
