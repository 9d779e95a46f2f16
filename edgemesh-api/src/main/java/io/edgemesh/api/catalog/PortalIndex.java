package io.edgemesh.api.catalog;

import io.edgemesh.api.model.Protocol;
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
 * decides nothing. A claim whose slot has lost its entry is void: its service has gone, or has a new slot with claims
 * of its own, which were added before.
 *
 * <p><b>Threads:</b> lookups from any; changes from one at a time.
 *
 * @param <K> what portals are grouped by: an IP address, or a group of node ports
 */
final class PortalIndex<K> {
    private static final Claim[] NONE = {};

    private final ConcurrentMap<K, Claim[]> claims = new ConcurrentHashMap<>();

    private record Claim(ServiceSlot slot, int port, Protocol protocol) {
        boolean matches(int wantedPort, Protocol wantedProtocol) {
            return port == wantedPort && protocol == wantedProtocol;
        }
    }

    @Nullable
    @SuppressWarnings("ReferenceEquality") // the very array: has there been a change meanwhile?
    ServiceEntry find(K key, int port, Protocol protocol) {
        while (true) {
            Claim[] candidates = claims.getOrDefault(key, NONE);
            boolean met = false;
            for (Claim claim : candidates) {
                if (claim.matches(port, protocol)) {
                    ServiceEntry entry = claim.slot.entry;
                    if (entry != null) {
                        return entry;
                    }
                    met = true;
                }
            }
            if (!met || claims.getOrDefault(key, NONE) == candidates) {
                return null;
            }
        }
    }

    /** Returns the first service with any claim on the key. */
    @Nullable
    @SuppressWarnings("ReferenceEquality") // as above
    ServiceEntry findAny(K key) {
        while (true) {
            Claim[] candidates = claims.getOrDefault(key, NONE);
            for (Claim claim : candidates) {
                ServiceEntry entry = claim.slot.entry;
                if (entry != null) {
                    return entry;
                }
            }
            if (claims.getOrDefault(key, NONE) == candidates) {
                return null;
            }
        }
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
