package io.edgemesh.tunnel.interop;

import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.identity.Identity;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.noise.NoiseTransport;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A private network of our hosts and Go agents, who know each other's ids by their names. */
public final class MixedSwarm implements AutoCloseable {
    private static final byte[] SECRET = "the secret of a mixed swarm".getBytes(StandardCharsets.UTF_8);

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final List<Libp2pHost> hosts = new ArrayList<>();
    private final List<GoAgentProcess> agents = new ArrayList<>();
    private final Path secret;

    /** @param directory where the secret is put for the agents to read */
    public MixedSwarm(Path directory) throws Exception {
        secret = Files.write(directory.resolve("psk"), SECRET);
    }

    public static PeerId idOf(String node) {
        return Identity.ofNodeName(node).keyPair().peerId();
    }

    /** The file with the swarm's secret. */
    public Path secret() {
        return secret;
    }

    public EventLoop loop() {
        return group.next();
    }

    /** Starts a host of ours, which listens on loopback. */
    public Libp2pHost host(String node) throws Exception {
        PeerKeyPair key = Identity.ofNodeName(node).keyPair();
        Libp2pHost host = Libp2pHost.builder(key, group, NioServerSocketChannel::new, NioSocketChannel::new)
                .security(List.of(new NoiseTransport(key)))
                .swarmSecret(SwarmSecret.ofEdgeMeshFile(SECRET))
                .build();
        hosts.add(host);
        host.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")).get(10, TimeUnit.SECONDS);
        return host;
    }

    /** Takes in an agent, which ends with the swarm. */
    public GoAgentProcess with(GoAgentProcess agent) {
        agents.add(agent);
        return agent;
    }

    @Override
    public void close() throws Exception {
        for (GoAgentProcess agent : agents) {
            agent.close();
        }
        for (Libp2pHost host : hosts) {
            host.close(Duration.ZERO).get(10, TimeUnit.SECONDS);
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
    }
}
