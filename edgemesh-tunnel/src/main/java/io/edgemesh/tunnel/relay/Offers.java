package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The offers that no target has answered yet. Thread-safe. Bounded as circuits are: each offer has a slot of them. */
final class Offers {
    private final Map<PeerId, Set<Offer>> byTarget = new ConcurrentHashMap<>();

    /** Takes in an offer until it is answered. */
    void add(Offer offer) {
        PeerId target = offer.request().target();
        byTarget.compute(target, (peerId, present) -> {
            Set<Offer> offers = present == null ? ConcurrentHashMap.newKeySet() : present;
            offers.add(offer);
            return offers;
        });
        offer.answer()
                .addListener(answered -> byTarget.computeIfPresent(target, (peerId, offers) -> {
                    offers.remove(offer);
                    return offers.isEmpty() ? null : offers;
                }));
    }

    /** The peer at the other end wants to be reached over this connection from now on. */
    void moveTo(Connection connection) {
        byTarget.getOrDefault(connection.peerId(), Set.of()).forEach(offer -> offer.over(connection));
    }
}
