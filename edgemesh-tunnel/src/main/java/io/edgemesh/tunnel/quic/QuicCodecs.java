package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.MemoryBudget;
import io.edgemesh.tunnel.tls.TlsIdentity;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ClientAuth;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;

/**
 * What sockets for QUIC are made of: channels, and codecs with the host's certificate and limits.
 *
 * <p>Both sides show a certificate and speak {@value TlsIdentity#ALPN}. Connections do not migrate: which address a peer has
 * is what relays tell others, and a new one is found out by a new connection.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/quic/README.md">QUIC in libp2p</a>
 */
final class QuicCodecs {
    private final EventLoopGroup group;
    private final ChannelFactory<? extends DatagramChannel> sockets;
    private final QuicLimits limits;
    private final MemoryBudget unread;
    private final SecureRandom random = new SecureRandom();
    private final QuicSslContext serverTls;
    private final QuicSslContext clientTls;

    QuicCodecs(
            TlsIdentity identity,
            EventLoopGroup group,
            ChannelFactory<? extends DatagramChannel> sockets,
            QuicLimits limits,
            MemoryBudget unread) {
        this.group = group;
        this.sockets = sockets;
        this.limits = limits;
        this.unread = unread;
        this.serverTls = QuicSslContextBuilder.forServer(identity.key(), null, identity.certificate())
                .clientAuth(ClientAuth.REQUIRE)
                .trustManager(identity.trust())
                .applicationProtocols(TlsIdentity.ALPN)
                .build();
        this.clientTls = QuicSslContextBuilder.forClient()
                .keyManager(identity.key(), null, identity.certificate())
                .trustManager(identity.trust())
                .applicationProtocols(TlsIdentity.ALPN)
                .endpointIdentificationAlgorithm(null)
                .build();
    }

    EventLoop loop() {
        return group.next();
    }

    ChannelFactory<? extends DatagramChannel> sockets() {
        return sockets;
    }

    SecureRandom random() {
        return random;
    }

    UnreadWatch watch() {
        return new UnreadWatch(unread, limits.maxUnreadBytes());
    }

    ChannelHandler server(ChannelHandler accepted) {
        return limited(new QuicServerCodecBuilder())
                .sslContext(serverTls)
                .handler(accepted)
                .build();
    }

    ChannelHandler client() {
        return limited(new QuicClientCodecBuilder()).sslContext(clientTls).build();
    }

    private <B extends QuicCodecBuilder<B>> B limited(B codec) {
        return codec.localConnectionIdLength(QuicDemux.ID_BYTES)
                .maxIdleTimeout(limits.silence().toMillis(), TimeUnit.MILLISECONDS)
                .maxSendUdpPayloadSize(QuicLimits.PACKET_BYTES)
                .initialMaxData(QuicLimits.CONNECTION_WINDOW_BYTES)
                .initialMaxStreamDataBidirectionalLocal(limits.streamWindowBytes())
                .initialMaxStreamDataBidirectionalRemote(limits.streamWindowBytes())
                .initialMaxStreamsBidirectional(limits.maxStreams())
                .initialMaxStreamsUnidirectional(0)
                .activeMigration(false);
    }
}
