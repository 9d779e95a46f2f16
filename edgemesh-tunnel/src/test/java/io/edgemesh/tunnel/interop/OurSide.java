package io.edgemesh.tunnel.interop;

import static java.time.Duration.ofSeconds;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.HostLimits;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.noise.NoiseTransport;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.edgemesh.tunnel.quic.QuicSupport;
import io.edgemesh.tunnel.quic.QuicTransport;
import io.edgemesh.tunnel.security.SecureTransport;
import io.edgemesh.tunnel.tls.TlsTransport;
import io.edgemesh.tunnel.websocket.WebSocketTransport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Our hosts of one test, and the secret that they share with the peers of others. */
final class OurSide implements AutoCloseable {
    private static final String SECRET = swarmKey("5ec2e7".repeat(10) + "abcd");
    static final String OTHER_SECRET = swarmKey("0dd5ec".repeat(10) + "abcd");

    /** Patient with peers on a busy machine, but where a test waits for us to give up. */
    private static final HostLimits LIMITS = HostLimits.builder()
            .upgradeTimeout(ofSeconds(60))
            .negotiationTimeout(ofSeconds(60))
            .build();

    private final PeerKeyPair keyPair = PeerKeyPair.generate(new SecureRandom());
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final List<Libp2pHost> hosts = new ArrayList<>();
    private final Path swarmKey;

    /** @param directory where the secret is put for the peers to read */
    OurSide(Path directory) throws Exception {
        swarmKey = Files.writeString(directory.resolve("swarm.key"), SECRET);
    }

    private static String swarmKey(String digits) {
        return "/key/swarm/psk/1.0.0/\n/base16/\n" + digits + '\n';
    }

    Path swarmKey() {
        return swarmKey;
    }

    /** A host that fits the peer of the case. */
    Libp2pHost host(InteropCase given) {
        return host(given, given.privateNetwork() ? SECRET : null);
    }

    Libp2pHost host(InteropCase given, @Nullable String secret) {
        return host(given.security().equals("tls") ? new TlsTransport(keyPair) : new NoiseTransport(keyPair), secret);
    }

    Libp2pHost host(SecureTransport security, @Nullable String secret) {
        Libp2pHost host = Libp2pHost.builder(keyPair, group, NioServerSocketChannel::new, NioSocketChannel::new)
                .security(List.of(security))
                .limits(LIMITS)
                .swarmSecret(secret == null ? null : SwarmSecret.parseSwarmKey(secret))
                .build();
        host.addTransport(new WebSocketTransport(host, NioServerSocketChannel::new, NioSocketChannel::new));
        if (QuicSupport.problem() == null) {
            QuicTransport.addTo(host, NioDatagramChannel::new);
        }
        hosts.add(host);
        return host;
    }

    PeerKeyPair keyPair() {
        return keyPair;
    }

    /** Starts the peer of the case as a listener. */
    ForeignPeer listener(InteropCase given) throws Exception {
        return ForeignPeer.start(given.implementation(), given.arguments(swarmKey, "--listen", given.listenAddress()));
    }

    /** Connects with the peer. */
    static Connection connect(Libp2pHost host, ForeignPeer peer) throws Exception {
        Multiaddr address = peer.address();
        return get(host.connect(address.peerId(), List.of(address.withoutPeerId())));
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.get(InteropScale.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        for (Libp2pHost host : hosts) {
            get(host.close(Duration.ZERO));
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
    }
}
