package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.PeerProtocolException;
import io.edgemesh.tunnel.kad.KadMessage.Type;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers what peers ask: who is near a key, and who provides it.
 *
 * <p>A peer announces itself and nobody else. Values are not kept: a question for one is answered with the peers near to it,
 * a value to keep is refused. <b>Threads:</b> any.
 */
final class Answers {
    /** How many providers an answer names: more would be a burden on slow networks, as nodes ask every few minutes. */
    static final int MAX_PROVIDERS = 128;

    private final PeerId self;
    private final RoutingTable table;
    private final ProviderStore providers;
    private final AddressBook addresses;

    /** @param addresses fresher than those in table and store: what peers that are connected say now */
    Answers(PeerId self, RoutingTable table, ProviderStore providers, AddressBook addresses) {
        this.self = self;
        this.table = table;
        this.providers = providers;
        this.addresses = addresses;
    }

    /**
     * Returns the answer to a question, or {@code null} where none is expected.
     *
     * @throws PeerProtocolException if it cannot be answered; the stream is to be reset
     */
    @Nullable
    KadMessage answer(PeerId from, KadMessage question) {
        return switch (question.type()) {
            case PING -> KadMessage.ping();
            case FIND_NODE -> new KadMessage(Type.FIND_NODE, null, nodes(from, keyOf(question)), List.of());
            case GET_VALUE -> new KadMessage(Type.GET_VALUE, question.key(), closer(from, keyOf(question)), List.of());
            case GET_PROVIDERS ->
                new KadMessage(
                        Type.GET_PROVIDERS,
                        question.key(),
                        closer(from, keyOf(question)),
                        current(providers.of(keyOf(question), MAX_PROVIDERS)));
            case ADD_PROVIDER -> add(from, question);
            case PUT_VALUE -> throw new PeerProtocolException("nodes of a mesh keep no values of their peers");
        };
    }

    private static KadKey keyOf(KadMessage question) {
        if (question.key() == null) {
            throw new PeerProtocolException(question.type() + " without a key");
        }
        return question.key();
    }

    /** The one that is looked for is told of even if it serves no Kademlia itself, as long as we know where it is. */
    private List<KadPeer> nodes(PeerId from, KadKey key) {
        if (key.isOf(self)) {
            return List.of(new KadPeer(self, addresses.addressesOf(self)));
        }
        List<KadPeer> nodes = new ArrayList<>(closer(from, key));
        PeerId wanted = key.peerId();
        if (wanted != null && !wanted.equals(from) && nodes.stream().noneMatch(node -> key.isOf(node.peerId()))) {
            List<Multiaddr> known = addresses.addressesOf(wanted);
            if (!known.isEmpty()) {
                nodes.add(0, new KadPeer(wanted, known));
            }
        }
        return nodes;
    }

    private List<KadPeer> closer(PeerId from, KadKey key) {
        return current(table.closest(key, RoutingTable.BUCKET_SIZE + 1)).stream()
                .filter(peer -> !peer.peerId().equals(from))
                .limit(RoutingTable.BUCKET_SIZE)
                .toList();
    }

    private List<KadPeer> current(List<KadPeer> peers) {
        return peers.stream().map(this::current).toList();
    }

    private KadPeer current(KadPeer peer) {
        List<Multiaddr> known = addresses.addressesOf(peer.peerId());
        return known.isEmpty() ? peer : new KadPeer(peer.peerId(), known);
    }

    private @Nullable KadMessage add(PeerId from, KadMessage question) {
        KadKey key = keyOf(question);
        question.providers().stream()
                .filter(provider ->
                        provider.peerId().equals(from) && !provider.addresses().isEmpty())
                .findFirst()
                .ifPresent(provider -> providers.add(key, provider));
        return null;
    }
}
