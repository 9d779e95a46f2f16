package io.edgemesh.api.catalog;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds services by a key and a port number, without garbage.
 *
 * <p>Each key has a small array of claims, replaced whole when a service comes or goes. Two services that claim the
 * same portal stand in the order of their names and the first one wins, so the order in which they were published
 * decides nothing. A claim is checked against the service as it is at the moment of the lookup, for a service that moves
 * to another portal is seen at the new one before its claim on the old one is gone.
 *
 * <p><b>Threads:</b> lookups from any; changes from one at a time.
 *
 * @param <K> what portals are grouped by: an IP address, or a group of node ports
 */
final class PortalIndex<K> {
    private static final Claim[] NONE = {};

    private final ConcurrentMap<K, Claim[]> claims = new ConcurrentHashMap<>();
    private final Portals<K> portals;

    /** Says which portals a service has. */
    @FunctionalInterface
    interface Portals<K> {
        boolean has(Service service, K key, int port, Protocol protocol);
    }

    PortalIndex(Portals<K> portals) {
        this.portals = portals;
    }

    private record Claim(ServiceSlot slot, int port, Protocol protocol) {
        boolean matches(int wantedPort, Protocol wantedProtocol) {
            return port == wantedPort && protocol == wantedProtocol;
        }
    }

    @Nullable
    ServiceEntry find(K key, int port, Protocol protocol) {
        Claim[] candidates = claims.get(key);
        if (candidates == null) {
            return null;
        }
        for (Claim claim : candidates) {
            if (claim.matches(port, protocol)) {
                ServiceEntry entry = entry(claim, key);
                if (entry != null) {
                    return entry;
                }
            }
        }
        return null;
    }

    private @Nullable ServiceEntry entry(Claim claim, K key) {
        ServiceEntry entry = claim.slot.entry;
        return entry != null && portals.has(entry.service(), key, claim.port, claim.protocol) ? entry : null;
    }

    /** Returns the first service with any claim on the key. */
    @Nullable
    ServiceEntry findAny(K key) {
        for (Claim claim : claims.getOrDefault(key, NONE)) {
            ServiceEntry entry = entry(claim, key);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    void add(K key, int port, Protocol protocol, ServiceSlot slot) {
        claims.compute(key, (k, old) -> with(old == null ? NONE : old, new Claim(slot, port, protocol)));
    }

    void remove(K key, int port, Protocol protocol, ServiceSlot slot) {
        claims.computeIfPresent(key, (k, old) -> without(old, port, protocol, slot));
    }

    private static Claim[] with(Claim[] old, Claim added) {
        int at = 0;
        while (at < old.length && old[at].slot.name.compareTo(added.slot.name) <= 0) {
            at++;
        }
        Claim[] grown = new Claim[old.length + 1];
        System.arraycopy(old, 0, grown, 0, at);
        grown[at] = added;
        System.arraycopy(old, at, grown, at + 1, old.length - at);
        return grown;
    }

    private static Claim @Nullable [] without(Claim[] old, int port, Protocol protocol, ServiceSlot slot) {
        Claim[] left = Arrays.stream(old)
                .filter(claim -> claim.slot != slot || !claim.matches(port, protocol))
                .toArray(Claim[]::new);
        return left.length == 0 ? null : left;
    }
}
