package io.edgemesh.tunnel.websocket;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.DialRequest;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.PeerListener;
import io.edgemesh.tunnel.host.PeerTransport;
import io.edgemesh.tunnel.host.UpgradeRequest;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.Multiaddr.Component;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ServerChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;

/**
 * Dials and listens on {@code /ws} addresses, for a host that it is added to with {@link Libp2pHost#addTransport}.
 *
 * <p>Not {@code /wss}: what is said is secured by the layers above. <b>Limit:</b> messages of up to {@value #MAX_MESSAGE}
 * bytes are read. <b>Threads:</b> any.
 */
public final class WebSocketTransport implements PeerTransport {
    static final int MAX_MESSAGE = 1 << 18;

    private static final int MAX_HTTP = 8192;

    private final Libp2pHost host;
    private final ChannelFactory<? extends ServerChannel> servers;
    private final ChannelFactory<? extends Channel> clients;

    /** Creates the transport of a host, on channels of these kinds. */
    public WebSocketTransport(
            Libp2pHost host,
            ChannelFactory<? extends ServerChannel> servers,
            ChannelFactory<? extends Channel> clients) {
        this.host = host;
        this.servers = servers;
        this.clients = clients;
    }

    @Override
    public boolean canDial(Multiaddr address) {
        Multiaddr bare = address.withoutPeerId();
        if (bare == null || bare.relayed() || bare.socketAddress() == null) {
            return false;
        }
        List<Component> components = bare.components();
        int last = components.size() - 1;
        return components.get(last).protocol() == Protocol.WS
                && components.get(last - 1).protocol() == Protocol.TCP;
    }

    @Override
    public boolean canListen(Multiaddr address) {
        return canDial(address);
    }

    @Override
    public Future<Connection> dial(DialRequest request) {
        Promise<Connection> promise = host.group().next().newPromise();
        InetSocketAddress remote = Objects.requireNonNull(request.address().socketAddress());
        ChannelFuture connecting = new Bootstrap()
                .group(host.group())
                .channelFactory(clients)
                .handler(client(remote, request, promise))
                .connect(remote, request.localSocket());
        connecting.addListener(connected -> {
            if (!connected.isSuccess()) {
                promise.tryFailure(new WebSocketException(
                        "no TCP connection: " + connected.cause().getMessage()));
            }
        });
        promise.addListener(done -> {
            if (done.isCancelled()) {
                connecting.channel().close();
            }
        });
        return promise;
    }

    private ChannelInitializer<Channel> client(
            InetSocketAddress remote, DialRequest request, Promise<Connection> promise) {
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri("ws://" + NetUtil.toSocketAddressString(remote) + '/')
                .maxFramePayloadLength(MAX_MESSAGE)
                .handshakeTimeoutMillis(request.timeout().toMillis())
                .build();
        HandshakeWatch watch = new HandshakeWatch(
                channel -> pass(host.upgrader().upgrade(channel, UpgradeRequest.dialled(request)), promise),
                reason -> promise.tryFailure(new WebSocketException("no WebSocket: " + reason)));
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new HttpClientCodec())
                        .addLast(new HttpObjectAggregator(MAX_HTTP))
                        .addLast(new WebSocketClientProtocolHandler(config))
                        .addLast(watch);
            }
        };
    }

    private static void pass(Future<Connection> upgraded, Promise<Connection> promise) {
        upgraded.addListener(done -> {
            if (!done.isSuccess()) {
                promise.tryFailure(done.cause());
            } else if (!promise.trySuccess(upgraded.getNow())) {
                upgraded.getNow().close(); // given up meanwhile
            }
        });
    }

    @Override
    public Future<PeerListener> listen(Multiaddr address) {
        Promise<PeerListener> promise = host.group().next().newPromise();
        new ServerBootstrap()
                .group(host.group())
                .channelFactory(servers)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(Objects.requireNonNull(address.socketAddress()))
                .addListener((ChannelFuture bound) -> {
                    if (bound.isSuccess()) {
                        promise.setSuccess(new WebSocketListener(bound.channel()));
                    } else {
                        promise.setFailure(new WebSocketException("cannot listen on " + address + ": "
                                + bound.cause().getMessage()));
                    }
                });
        return promise;
    }

    private void accept(Channel channel) {
        WebSocketServerProtocolConfig config = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/")
                .checkStartsWith(true)
                .maxFramePayloadLength(MAX_MESSAGE)
                .handshakeTimeoutMillis(host.limits().upgradeTimeout().toMillis())
                .build();
        channel.pipeline()
                .addLast(new HttpServerCodec())
                .addLast(new HttpObjectAggregator(MAX_HTTP))
                .addLast(new WebSocketServerProtocolHandler(config))
                .addLast(new HandshakeWatch(this::upgradeAccepted, reason -> {}));
    }

    private void upgradeAccepted(Channel channel) {
        UpgradeRequest request = UpgradeRequest.accepted(host.limits().upgradeTimeout())
                .between(address(channel.localAddress()), address(channel.remoteAddress()));
        host.upgrader().upgrade(channel, request);
    }

    private static Multiaddr address(SocketAddress address) {
        return Multiaddr.tcp((InetSocketAddress) address).encapsulate(Protocol.WS);
    }

    private record WebSocketListener(Channel channel) implements PeerListener {
        @Override
        public Multiaddr address() {
            return WebSocketTransport.address(channel.localAddress());
        }

        @Override
        public Future<?> close() {
            return channel.close();
        }
    }
}
