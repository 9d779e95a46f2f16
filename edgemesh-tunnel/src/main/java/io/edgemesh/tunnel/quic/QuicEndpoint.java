package io.edgemesh.tunnel.quic;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A UDP socket on which connections are both accepted and dialled, so that a peer's NAT and ours see one address in either
 * case. All its connections share the socket's event loop.
 */
final class QuicEndpoint {
    /** More than a packet may have: what does not fit is cut, and dropped by the codec. */
    private static final int PACKET_BYTES = 2048;

    private static final int SOCKET_BUFFER_BYTES = 2 << 20;

    private final Channel socket;
    private final QuicDemux demux;
    private final Acceptor acceptor;
    private final SecureRandom random;

    private QuicEndpoint(Channel socket, QuicDemux demux, Acceptor acceptor, SecureRandom random) {
        this.socket = socket;
        this.demux = demux;
        this.acceptor = acceptor;
        this.random = random;
    }

    /**
     * Binds a socket.
     *
     * @param accepted takes each connection that somebody opens, at the beginning of its handshake
     */
    static Future<QuicEndpoint> bind(QuicCodecs codecs, InetSocketAddress local, Consumer<QuicChannel> accepted) {
        QuicDemux demux = new QuicDemux();
        Acceptor acceptor = new Acceptor(accepted);
        ChannelFuture bound = new Bootstrap()
                .group(codecs.loop())
                .channelFactory(codecs.sockets())
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(PACKET_BYTES))
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(codecs.watch());
                        demux.install(channel.pipeline(), codecs.server(acceptor), codecs.client());
                    }
                })
                .bind(local);
        Promise<QuicEndpoint> promise = bound.channel().eventLoop().newPromise();
        bound.addListener(done -> {
            if (done.isSuccess()) {
                promise.setSuccess(new QuicEndpoint(bound.channel(), demux, acceptor, codecs.random()));
            } else {
                promise.setFailure(done.cause());
            }
        });
        return promise;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.localAddress();
    }

    /** Returns whether packets from this socket can get to an address. */
    boolean reaches(InetAddress remote) {
        InetAddress local = address().getAddress();
        boolean sameFamily = local.getClass() == remote.getClass();
        return local.isAnyLocalAddress()
                ? sameFamily || local instanceof Inet6Address
                : sameFamily && local.isLoopbackAddress() == remote.isLoopbackAddress();
    }

    /** Sends a packet that belongs to no connection; takes ownership. */
    void send(ByteBuf packet, InetSocketAddress remote) {
        socket.writeAndFlush(new DatagramPacket(packet, remote));
    }

    /** Goes on with the connections that there are, for which the socket is still needed. */
    void acceptNoMore() {
        acceptor.closed = true;
    }

    /**
     * Dials.
     *
     * @param handler added to the pipeline of the connection, before the handshake
     * @return ends with the handshake; cancelling it gives up
     */
    Future<QuicChannel> connect(InetSocketAddress remote, Duration timeout, ChannelHandler handler) {
        byte[] id = new byte[QuicDemux.ID_BYTES];
        random.nextBytes(id);
        Promise<QuicChannel> promise = socket.eventLoop().newPromise();
        socket.eventLoop().execute(() -> {
            ByteBuf dialled = demux.expect(id);
            QuicChannel.newBootstrap(socket)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.closeFuture().addListener(closed -> demux.forget(dialled));
                            channel.pipeline().addLast(handler);
                        }
                    })
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(Integer.MAX_VALUE, timeout.toMillis()))
                    .localConnectionAddress(new QuicConnectionAddress(id))
                    .remoteAddress(remote)
                    .connect(promise);
        });
        return promise;
    }

    /** Closes the socket and all its connections. */
    Future<?> close() {
        return socket.close();
    }

    /** Begins each connection that somebody opens. */
    @ChannelHandler.Sharable
    private static final class Acceptor extends ChannelInitializer<QuicChannel> {
        private final Consumer<QuicChannel> accepted;
        private volatile boolean closed;

        Acceptor(Consumer<QuicChannel> accepted) {
            this.accepted = accepted;
        }

        @Override
        protected void initChannel(QuicChannel channel) {
            if (closed) {
                channel.close();
            } else {
                accepted.accept(channel);
            }
        }
    }
}
