package io.edgemesh.tunnel.transport;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.transport.Swarm;
import io.edgemesh.tunnel.host.HostLimits;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.identity.Identity;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.noise.NoiseTransport;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.edgemesh.tunnel.tls.TlsTransport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node as a member of a swarm: its key, how it knows the others' ids, and the secret that keeps strangers out.
 *
 * @param secret the private network's secret, or {@code null} where anybody may connect
 */
record Membership(Identity identity, @Nullable SwarmSecret secret) {
    private static final Logger LOGGER = LoggerFactory.getLogger(Libp2pTransport.class);
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    /** @throws ConfigurationException if the identity cannot be made of what is configured */
    static Membership of(Swarm swarm, String nodeName, TunnelSettings settings) {
        SwarmSecret secret =
                swarm.secret() == null ? null : secret(swarm.secret().bytes());
        Identity identity = switch (swarm.identity()) {
            case NODE_NAME -> Identity.ofNodeName(nodeName);
            case PSK -> Identity.ofSecret(require(secret), nodeName);
            case FILE -> Identity.ofKey(key(swarm.identityFile()), peerIds(settings));
        };
        return new Membership(identity, settings.usePsk() ? secret : null);
    }

    private static SwarmSecret secret(byte[] file) {
        if (SwarmSecret.looksLikeSwarmKey(file)) {
            try {
                return SwarmSecret.parseSwarmKey(new String(file, StandardCharsets.US_ASCII));
            } catch (MalformedException e) {
                throw new ConfigurationException("the swarm secret: " + e.getMessage(), e);
            }
        }
        return SwarmSecret.ofEdgeMeshFile(file);
    }

    private static SwarmSecret require(@Nullable SwarmSecret secret) {
        if (secret == null) {
            throw new ConfigurationException(
                    "identity mode psk needs a swarm secret: give one," + " or choose identity mode nodeName or file");
        }
        return secret;
    }

    private static PeerKeyPair key(@Nullable Path file) {
        if (file == null) {
            throw new ConfigurationException("identity mode file needs the file of this node's key");
        }
        try {
            return key(Files.readAllBytes(file));
        } catch (IOException | MalformedException e) {
            throw new ConfigurationException("the key in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Takes a key in libp2p's own form or in PKCS #8. */
    private static PeerKeyPair key(byte[] bytes) {
        try {
            return PeerKeyPair.from(bytes);
        } catch (MalformedException notLibp2p) {
            return PeerKeyPair.ofPkcs8(bytes);
        }
    }

    private static Map<String, PeerId> peerIds(TunnelSettings settings) {
        Map<String, PeerId> ids = new HashMap<>();
        settings.peers().forEach((node, peer) -> {
            if (peer.peerId() != null) {
                ids.put(node, peer.peerId());
            }
        });
        return ids;
    }

    /**
     * Makes a host that is a member of the swarm.
     *
     * @param keyPair the host's
     */
    Libp2pHost host(MeshContext mesh, PeerKeyPair keyPair, Duration dialTimeout) {
        HostLimits limits = HostLimits.builder()
                .upgradeTimeout(HANDSHAKE)
                .dialTimeout(dialTimeout)
                .negotiationTimeout(HANDSHAKE)
                .build();
        Network network = mesh.network();
        return Libp2pHost.builder(keyPair, eventLoops(mesh), network.serverChannels(), network.streamChannels())
                .security(List.of(new TlsTransport(keyPair), new NoiseTransport(keyPair)))
                .swarmSecret(secret)
                .clock(mesh.clock().withZone(ZoneOffset.UTC))
                .limits(limits)
                .build();
    }

    /** On a relay one of them: to forward from one to another costs half as much again (docs/benchmarks/libp2p.md). */
    private static EventLoopGroup eventLoops(MeshContext mesh) {
        EventLoopGroup all = mesh.network().eventLoops();
        return mesh.swarm().isRelay(mesh.nodeName()) ? all.next() : all;
    }

    /** Says once what is weak about this membership. */
    void warn(Swarm.IdentityMode mode) {
        if (mode == Swarm.IdentityMode.NODE_NAME) {
            LOGGER.warn("peer identities follow from node names, as in Go EdgeMesh: whoever is in the swarm can pose as"
                    + " any node. Once no Go agent is left, choose identity mode psk on all nodes");
        }
        if (secret == null) {
            LOGGER.warn("no swarm secret: any peer may connect; only catalog endpoints are served to it");
        } else if (secret.weak()) {
            LOGGER.warn("the swarm secret can be guessed; make a better one with \"secret\"");
        }
    }
}
