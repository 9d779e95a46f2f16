package io.edgemesh.tunnel.transport;

import io.edgemesh.api.net.Network;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.identify.Identify;
import io.edgemesh.tunnel.identity.Identity;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.mesh.ProxyAnswerer;
import io.edgemesh.tunnel.mesh.ProxyDialler;
import io.edgemesh.tunnel.mesh.ProxyRequest;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.noise.NoiseTransport;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A node of a swarm that speaks what Go agents speak, and nothing of ours. */
final class GoAgent implements AutoCloseable {
    private static final String PROXY = "/libp2p/tunnel-proxy/1.0.0";

    private final Libp2pHost host;
    private final ProxyAnswerer answerer;

    GoAgent(String name, Network network, LoopbackDialer dialer) throws Exception {
        PeerKeyPair keyPair = Identity.ofNodeName(name).keyPair();
        byte[] secret = TestSwarm.SECRET.getBytes(StandardCharsets.UTF_8);
        host = Libp2pHost.builder(keyPair, network.eventLoops(), network.serverChannels(), network.streamChannels())
                .security(List.of(new NoiseTransport(keyPair)))
                .swarmSecret(SwarmSecret.ofEdgeMeshFile(secret))
                .build();
        answerer = new ProxyAnswerer(dialer::deliver, ProxyAnswerer.UDP_IDLE_TIMEOUT);
        host.handle(PROXY, stream -> answerer.serve(stream.channel(), PROXY, stream.peerId(), "a peer"));
        Identify.install(host, "go", host::listenAddresses);
        host.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")).get(60, TimeUnit.SECONDS);
    }

    Multiaddr address() {
        return host.listenAddresses().get(0);
    }

    /** Asks another node for a connection as a Go agent does. */
    Channel open(String node, Multiaddr address, ProxyRequest request) throws Exception {
        CompletableFuture<Channel> opened = new CompletableFuture<>();
        host.connect(Identity.ofNodeName(node).keyPair().peerId(), List.of(address))
                .get(60, TimeUnit.SECONDS)
                .openStream(List.of(PROXY), stream -> ask(stream, request, opened));
        return opened.get(60, TimeUnit.SECONDS);
    }

    private static void ask(NegotiatedStream stream, ProxyRequest request, CompletableFuture<Channel> opened) {
        ProxyDialler.ask(stream.channel(), PROXY, request, channel -> {}).addListener((Future<Channel> answered) -> {
            if (answered.isSuccess()) {
                opened.complete(answered.getNow());
            } else {
                opened.completeExceptionally(answered.cause());
            }
        });
    }

    @Override
    public void close() throws InterruptedException {
        host.close(Duration.ZERO).await(5, TimeUnit.SECONDS);
    }
}
