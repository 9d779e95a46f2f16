package io.edgemesh.dns.server;

import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.Query;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recognises names that a client's search list has made: a name of the cluster with another domain behind it.
 *
 * <p>A pod that looks for {@code db.shop.svc.cluster.local} asks for {@code db.shop.svc.cluster.local.corp.example}
 * first, if its node is in {@code corp.example}. There is no such name, and no name server has to be asked for that.
 * <b>Threads:</b> safe for use by several.
 */
public final class SearchSuffixes {
    private final @Nullable DomainName zone;
    private final int zoneLabels;
    private volatile List<Suffix> suffixes = List.of();

    private record Suffix(DomainName name, int labels) {}

    /** @param zone the cluster's zone, or {@code null} for never to recognise anything */
    public SearchSuffixes(@Nullable DomainName zone) {
        this.zone = zone;
        this.zoneLabels = zone == null ? 0 : zone.labels();
    }

    /** Replaces the domains that search lists have beside those of the cluster. */
    public void replace(List<DomainName> domains) {
        suffixes = domains.stream()
                .filter(domain -> !domain.equals(DomainName.ROOT))
                .map(domain -> new Suffix(domain, domain.labels()))
                .toList();
    }

    boolean isSearchOf(Query query) {
        List<Suffix> current = suffixes;
        if (zone == null) {
            return false;
        }
        for (int i = 0; i < current.size(); i++) {
            int before = query.labelsBefore(current.get(i).name, current.get(i).labels);
            if (before > zoneLabels && query.hasLabelsBefore(before, zone, zoneLabels)) {
                return true;
            }
        }
        return false;
    }
}
