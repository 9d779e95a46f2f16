package io.edgemesh.tunnel.host;

import static io.edgemesh.tunnel.host.Libp2pHostTest.get;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multistream.Multistream;
import io.edgemesh.tunnel.multistream.NegotiationListener;
import io.edgemesh.tunnel.security.SecureTransport;
import io.edgemesh.tunnel.security.SecuredPeer;
import io.edgemesh.tunnel.security.SecurityRequest;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A peer that can be secured with, and then has no multiplexer of ours. */
class MuxerMismatchTest {
    private static final PeerKeyPair ALICE = LocalNetwork.keyPair(1);
    private static final PeerKeyPair BOB = LocalNetwork.keyPair(2);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @AfterEach
    void close() throws Exception {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
    }

    @Test
    void isNamedWithWhatWeHave() throws Exception {
        Channel bob = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        listen(channel, Plain.ID::equals, () -> listen(channel, "/mplex/6.7.0"::equals, () -> {}));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        int port = ((InetSocketAddress) bob.localAddress()).getPort();
        Libp2pHost alice = Libp2pHost.builder(ALICE, group, NioServerSocketChannel::new, NioSocketChannel::new)
                .security(List.of(new Plain()))
                .build();

        assertThatThrownBy(() -> get(alice.dial(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port))))
                .cause()
                .isInstanceOf(NoCommonMuxerException.class)
                .hasMessageContaining("we have [/yamux/1.0.0]");
        get(alice.close(Duration.ZERO));
    }

    private static void listen(Channel channel, Predicate<String> spoken, Runnable next) {
        channel.pipeline().addLast(Multistream.listen(spoken, true, LONG, new NegotiationListener() {
            @Override
            public void agreed(String protocolId) {
                next.run();
            }

            @Override
            public void failed(Throwable cause) {
                channel.close();
            }
        }));
    }

    /** Takes everybody for Bob. */
    private static final class Plain implements SecureTransport {
        private static final String ID = "/plain";

        @Override
        public String protocolId() {
            return ID;
        }

        @Override
        public Future<SecuredPeer> secure(Channel channel, SecurityRequest request) {
            return channel.eventLoop().newSucceededFuture(new SecuredPeer(BOB.publicKey(), null));
        }
    }
}
