package io.edgemesh.benchmarks.libp2p;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.HostBuilder;
import io.edgemesh.tunnel.host.HostLimits;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.noise.NoiseTransport;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.edgemesh.tunnel.relay.RelayConfig;
import io.edgemesh.tunnel.relay.RelayService;
import io.edgemesh.tunnel.relay.RelayTransport;
import io.edgemesh.tunnel.security.SecureTransport;
import io.edgemesh.tunnel.tls.TlsTransport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * One end of a benchmark. Without {@code -dial} it serves until its input ends; with it, it measures.
 *
 * <pre>
 *   -listen /ip4/127.0.0.1/tcp/0   -dial /ip4/…/p2p/…   -security tls|noise   -psk 64-hex-digits   -io epoll|nio   -threads 2
 *   -what bulk,streams100,open,latency,idle   -mib 1024   -count 20000   -pause 0
 *   -relay true   -reserve /ip4/…/p2p/…
 * </pre>
 *
 * {@code -what -} reads what to measure from the input, one a line. {@code streams100} may be any number of streams; a
 * space and an amount may follow: {@code bulk 512} is 512 MiB, {@code bulk 3s} three seconds, {@code latency 2000} so many
 * echoes, with {@code -pause} milliseconds between one and the next. With {@code -relay} it is a relay for peers that
 * were started with {@code -reserve} and its address; they print the address to dial.
 */
public final class BenchPeer {
    private static final HostLimits LIMITS = HostLimits.builder()
            .maxConnections(5000)
            .maxConnectionsPerPeer(5000)
            .maxInboundPerAddress(5000)
            .build();

    private BenchPeer() {}

    /** Runs the peer. */
    public static void main(String[] args) throws Exception {
        Options options = Options.parse(args);
        Libp2pHost host = host(options);
        Protocols.serve(host);
        RelayTransport relays = RelayTransport.addTo(host);
        if (options.has("listen")) {
            host.listen(Multiaddr.parse(options.text("listen", ""))).sync();
            host.listenAddresses()
                    .forEach(address -> System.out.println("listening " + address.withPeerId(host.peerId())));
        }
        if (options.has("relay")) {
            RelayService.addTo(host, RelayConfig.DEFAULT, host::listenAddresses, Ticker.systemTicker());
        }
        if (options.has("reserve")) {
            Multiaddr relay = Multiaddr.parse(options.text("reserve", ""));
            relays.reserve(host.dial(relay).sync().getNow()).sync();
            System.out.println("listening " + relay + "/p2p-circuit/p2p/" + host.peerId());
        }
        if (options.has("dial")) {
            Connection connection =
                    host.dial(Multiaddr.parse(options.text("dial", ""))).sync().getNow();
            new Measurements(host, connection, options).run();
        } else {
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
            System.out.printf("cpu %.2f s%n", Cpu.seconds());
        }
        host.close(Duration.ZERO).sync();
        System.exit(0);
    }

    private static Libp2pHost host(Options options) {
        PeerKeyPair keyPair = PeerKeyPair.generate(new SecureRandom());
        HostBuilder builder = builder(keyPair, options);
        SecureTransport security =
                options.text("security", "tls").equals("tls") ? new TlsTransport(keyPair) : new NoiseTransport(keyPair);
        if (options.has("psk")) {
            builder.swarmSecret(
                    SwarmSecret.parseSwarmKey("/key/swarm/psk/1.0.0/\n/base16/\n" + options.text("psk", "")));
        }
        return builder.security(List.of(security)).limits(LIMITS).build();
    }

    private static HostBuilder builder(PeerKeyPair keyPair, Options options) {
        int threads = options.number("threads", options.has("relay") ? 1 : 2); // as a mesh has it
        if (options.text("io", "epoll").equals("epoll")) {
            EventLoopGroup group = new MultiThreadIoEventLoopGroup(threads, EpollIoHandler.newFactory());
            return Libp2pHost.builder(keyPair, group, EpollServerSocketChannel::new, EpollSocketChannel::new);
        }
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
        return Libp2pHost.builder(keyPair, group, NioServerSocketChannel::new, NioSocketChannel::new);
    }
}
