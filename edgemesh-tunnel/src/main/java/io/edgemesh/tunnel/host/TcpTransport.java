package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.SocketAddress;
import java.util.Objects;

/** Plain TCP, or whatever byte channels the host was given in its place. */
final class TcpTransport implements PeerTransport {
    private final HostBuilder settings;
    private final Upgrader upgrader;
    private final AddressResolverGroup<?> resolver;

    TcpTransport(HostBuilder settings, Upgrader upgrader, AddressResolverGroup<?> resolver) {
        this.settings = settings;
        this.upgrader = upgrader;
        this.resolver = resolver;
    }

    @Override
    public boolean canDial(Multiaddr address) {
        return settings.addressing().toSocket(address) != null;
    }

    @Override
    public boolean canListen(Multiaddr address) {
        return canDial(address);
    }

    @Override
    public Future<Connection> dial(DialRequest request) {
        EventLoop loop = settings.group().next();
        Promise<Connection> promise = loop.newPromise();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(settings.clients())
                .resolver(resolver)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, request.timeout().toMillis()))
                .handler(initializer(request, promise));
        ChannelFuture connecting = connect(bootstrap, socket(request.address()), request);
        connecting.addListener(connected -> {
            if (!connected.isSuccess()) {
                promise.tryFailure(new HostException(
                        "no TCP connection: " + connected.cause().getMessage(), connected.cause()));
            }
        });
        promise.addListener(done -> {
            if (done.isCancelled()) {
                connecting.cancel(false);
                connecting.channel().close();
            }
        });
        return promise;
    }

    @Override
    public Future<PeerListener> listen(Multiaddr address) {
        EventLoop loop = settings.group().next();
        Promise<PeerListener> promise = loop.newPromise();
        new ServerBootstrap()
                .group(loop, settings.group())
                .channelFactory(settings.servers())
                .childHandler(inbound())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel server) {
                        settings.serverOptions().accept(server.config());
                    }
                })
                .bind(socket(address))
                .addListener((ChannelFuture bound) -> {
                    if (bound.isSuccess()) {
                        promise.setSuccess(new Listener(bound.channel()));
                    } else {
                        promise.setFailure(new HostException(
                                "cannot listen on " + address + ": "
                                        + bound.cause().getMessage(),
                                bound.cause()));
                    }
                });
        return promise;
    }

    private SocketAddress socket(Multiaddr address) {
        return Objects.requireNonNull(settings.addressing().toSocket(address), "not an address of this transport");
    }

    private ChannelFuture connect(Bootstrap bootstrap, SocketAddress remote, DialRequest request) {
        if (request.localSocket() == null) {
            return bootstrap.connect(remote);
        }
        return bootstrap.option(ChannelOption.SO_REUSEADDR, true).connect(remote, request.localSocket());
    }

    private ChannelInitializer<Channel> inbound() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                settings.connectionOptions().accept(channel.config());
                UpgradeRequest request =
                        UpgradeRequest.accepted(settings.limits().upgradeTimeout());
                upgrader.upgrade(channel, request, channel.eventLoop().newPromise());
            }
        };
    }

    /**
     * The upgrade begins when the channel is connected, before its first byte is read. Begun earlier, it would take a
     * refused connection for a peer that hung up.
     */
    private ChannelInitializer<Channel> initializer(DialRequest request, Promise<Connection> promise) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                settings.connectionOptions().accept(channel.config());
                long startNanos = channel.eventLoop().ticker().nanoTime();
                channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(ChannelHandlerContext ctx) {
                        ctx.pipeline().remove(this);
                        long connectNanos = channel.eventLoop().ticker().nanoTime() - startNanos;
                        upgrader.upgrade(channel, UpgradeRequest.dialled(request.after(connectNanos)), promise);
                    }
                });
            }
        };
    }

    private final class Listener implements PeerListener {
        private final Channel server;

        Listener(Channel server) {
            this.server = server;
        }

        @Override
        public Multiaddr address() {
            return settings.addressing().toMultiaddr(server.localAddress());
        }

        @Override
        public Future<?> close() {
            return server.close();
        }
    }
}
