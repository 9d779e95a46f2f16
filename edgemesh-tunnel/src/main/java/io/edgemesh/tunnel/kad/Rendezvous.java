package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the nodes of a swarm have in common: each announces itself to the members next to the digest of one text, and asks
 * them who else has.
 */
final class Rendezvous {
    private static final Logger LOGGER = LoggerFactory.getLogger(Kademlia.class);
    private static final int RANDOM_KEY_BYTES = 32;

    private final PeerId self;
    private final KadKey key;
    private final ProviderStore providers;
    private final Supplier<List<Multiaddr>> ownAddresses;
    private final BiConsumer<PeerId, List<Multiaddr>> onFound;
    private final RandomGenerator random;

    Rendezvous(
            PeerId self,
            String text,
            ProviderStore providers,
            Supplier<List<Multiaddr>> ownAddresses,
            BiConsumer<PeerId, List<Multiaddr>> onFound,
            RandomGenerator random) {
        this.self = self;
        this.key = KadKey.ofRendezvous(text);
        this.providers = providers;
        this.ownAddresses = ownAddresses;
        this.onFound = onFound;
        this.random = random;
    }

    /** Those who ask this node learn of it too. */
    void provideHere() {
        providers.add(key, new KadPeer(self, ownAddresses.get()));
    }

    /** Gets to know the neighbours in a circle, has them tell others of this node, and asks for the others. */
    void visit(Overlay overlay) {
        byte[] anywhere = new byte[RANDOM_KEY_BYTES];
        random.nextBytes(anywhere);
        overlay.closest(KadKey.of(self)).addListener(neighboursMet -> {
            overlay.closest(KadKey.of(anywhere)); // over time this leads to all parts of the swarm
            overlay.provide(key, ownAddresses.get());
            overlay.providers(key).addListener((Future<List<KadPeer>> found) -> found(found.getNow()));
        });
    }

    private void found(List<KadPeer> nodes) {
        LOGGER.atDebug().addKeyValue("nodes", nodes.size()).log("nodes found at the rendezvous");
        nodes.forEach(node -> onFound.accept(node.peerId(), node.addresses()));
    }
}
