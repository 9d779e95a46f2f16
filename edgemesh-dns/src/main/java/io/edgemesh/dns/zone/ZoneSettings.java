package io.edgemesh.dns.zone;

import io.edgemesh.dns.wire.DomainName;
import java.net.InetAddress;
import java.util.List;

/**
 * How the cluster's zone is published.
 *
 * @param name        the zone, such as {@code cluster.local.}
 * @param ttl         seconds that records may be kept
 * @param negativeTtl seconds that the absence of a record may be kept; with 0 a service is found as soon as it exists,
 *                    whatever was asked before
 * @param nameServers addresses of the zone's name server; may be empty
 */
public record ZoneSettings(DomainName name, int ttl, int negativeTtl, List<InetAddress> nameServers) {
    public ZoneSettings {
        nameServers = List.copyOf(nameServers);
    }

    public ZoneSettings withNameServers(List<InetAddress> addresses) {
        return new ZoneSettings(name, ttl, negativeTtl, addresses);
    }
}
