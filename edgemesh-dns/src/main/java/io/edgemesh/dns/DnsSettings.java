package io.edgemesh.dns;

import io.edgemesh.api.config.Settings;
import io.edgemesh.dns.cache.CacheSettings;
import io.edgemesh.dns.forward.ServerAddress;
import io.edgemesh.dns.server.ServerSettings;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.zone.ZoneSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All settings of the subsystem, read and checked; docs/dns.md explains each.
 *
 * @param server         where it listens
 * @param zone           the cluster's zone
 * @param clusterDns     how another server of that zone is found and used instead
 * @param upstreams      who is asked for other names; empty for those of the resolver file
 * @param resolverFile   the system's resolver file
 * @param stubDomains    suffixes with name servers of their own
 * @param searchSuffixes domains in search lists, beside those of the resolver file
 * @param timeout        how long name servers may take for a question in all
 * @param cache          how their answers are kept
 * @param logEvery       how many queries one is logged of; 0 for none
 * @param jvmResolver    whether the JVM's own resolver shall know the cluster's names
 */
record DnsSettings(
        ServerSettings server,
        ZoneSettings zone,
        ClusterDns clusterDns,
        List<InetSocketAddress> upstreams,
        Path resolverFile,
        Map<DomainName, List<InetSocketAddress>> stubDomains,
        List<DomainName> searchSuffixes,
        Duration timeout,
        CacheSettings cache,
        int logEvery,
        boolean jvmResolver) {
    private static final int MAX_TTL = 604_800;
    private static final int MAX_NEGATIVE_CLUSTER_TTL = 5;

    /** With an endpoint, a service, a namespace and {@code svc} before it, the longest name is one of 255 bytes. */
    private static final int MAX_ZONE = 59;

    /** The {@code cacheDNS} of Go EdgeMesh: no zone of our own, the cluster's DNS answers for it and is cached. */
    record ClusterDns(boolean enabled, boolean autoDetect, List<InetSocketAddress> upstreams, int cacheTtl) {}

    static DnsSettings from(Settings settings) {
        ServerSettings server = server(settings);
        ClusterDns clusterDns = clusterDns(settings.section("cacheDNS"));
        return new DnsSettings(
                server,
                new ZoneSettings(
                        zone(settings),
                        settings.integer("ttl", 30, 0, MAX_TTL),
                        settings.integer("negativeTtl", 0, 0, MAX_TTL),
                        nameServers(server)),
                clusterDns,
                servers(settings, "upstreamServers"),
                Path.of(settings.string("resolverFile", "/etc/resolv.conf")),
                stubDomains(settings.section("stubDomains")),
                names(settings, "searchSuffixes"),
                settings.duration("upstreamTimeout", Duration.ofSeconds(4)),
                cache(settings.section("cache"), clusterDns),
                settings.integer("logEvery", 0, 0, Integer.MAX_VALUE),
                settings.flag("jvmResolver", false));
    }

    private static ServerSettings server(Settings settings) {
        int port = settings.port("listenPort", ServerAddress.DNS_PORT);
        List<InetSocketAddress> addresses = new ArrayList<>();
        List<String> texts =
                settings.has("listenAddresses") ? settings.strings("listenAddresses") : List.of("127.0.0.1");
        for (String text : texts) {
            InetAddress ip = ServerAddress.parseIp(text);
            InetSocketAddress address = ip == null ? ServerAddress.parse(text) : new InetSocketAddress(ip, port);
            if (address == null) {
                throw settings.invalid("listenAddresses", "IP addresses, with or without a port");
            }
            addresses.add(address);
        }
        return new ServerSettings(
                addresses,
                settings.duration("tcpIdleTimeout", Duration.ofSeconds(10)),
                settings.integer("maxTcpConnections", 1_000, 1, 1_000_000),
                settings.integer("clientQueriesPerSecond", 1_000, 0, 1_000_000_000));
    }

    private static List<InetAddress> nameServers(ServerSettings server) {
        return server.addresses().stream()
                .map(InetSocketAddress::getAddress)
                .filter(address -> !address.isAnyLocalAddress())
                .distinct()
                .toList();
    }

    private static ClusterDns clusterDns(Settings settings) {
        return new ClusterDns(
                settings.flag("enable", false),
                settings.flag("autoDetect", true),
                servers(settings, "upstreamServers"),
                settings.integer("cacheTTL", 30, 0, MAX_TTL));
    }

    /** The cluster's names change faster than their TTLs say, most of all from missing to existing. */
    private static CacheSettings cache(Settings settings, ClusterDns clusterDns) {
        CacheSettings usual = clusterDns.enabled()
                ? CacheSettings.DEFAULT.withMaxTtl(
                        clusterDns.cacheTtl(), Math.min(clusterDns.cacheTtl(), MAX_NEGATIVE_CLUSTER_TTL))
                : CacheSettings.DEFAULT;
        return new CacheSettings(
                settings.integer("maxEntries", usual.maxEntries(), 0, 10_000_000),
                settings.integer("maxBytes", usual.maxBytes(), 0, Integer.MAX_VALUE),
                settings.integer("maxTtl", usual.maxTtl(), 0, MAX_TTL),
                settings.integer("maxNegativeTtl", usual.maxNegativeTtl(), 0, MAX_TTL),
                settings.duration("serveStale", usual.staleFor()),
                settings.duration("staleAfter", usual.staleAfter()),
                settings.flag("prefetch", usual.prefetch()));
    }

    private static List<InetSocketAddress> servers(Settings settings, String key) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String text : settings.strings(key)) {
            InetSocketAddress address = ServerAddress.parse(text);
            if (address == null) {
                throw settings.invalid(key, "IP addresses of name servers, with or without a port");
            }
            servers.add(address);
        }
        return List.copyOf(servers);
    }

    private static Map<DomainName, List<InetSocketAddress>> stubDomains(Settings settings) {
        Map<DomainName, List<InetSocketAddress>> domains = new LinkedHashMap<>();
        for (String key : settings.keys()) {
            try {
                domains.put(DomainName.parse(key), servers(settings, key));
            } catch (IllegalArgumentException e) {
                throw settings.invalid(key, "a domain name as the key");
            }
        }
        return Map.copyOf(domains);
    }

    private static DomainName zone(Settings settings) {
        try {
            DomainName zone = DomainName.parse(settings.string("zone", "cluster.local"));
            if (zone.length() <= MAX_ZONE && !zone.equals(DomainName.ROOT)) {
                return zone;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw settings.invalid("zone", "a domain name of at most " + (MAX_ZONE - 2) + " characters");
    }

    private static List<DomainName> names(Settings settings, String key) {
        try {
            return settings.strings(key).stream().map(DomainName::parse).toList();
        } catch (IllegalArgumentException e) {
            throw settings.invalid(key, "domain names");
        }
    }
}
