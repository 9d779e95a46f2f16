package io.edgemesh.dns;

import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.dns.forward.Forwarder;
import io.edgemesh.dns.forward.LoopGuard;
import io.edgemesh.dns.forward.ResolverFile;
import io.edgemesh.dns.forward.Upstreams;
import io.edgemesh.dns.server.SearchSuffixes;
import io.edgemesh.dns.wire.DomainName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Keeps the forwarder's name servers up to date: from the configuration, the resolver file and the catalog. */
final class Forwarding implements AutoCloseable {
    private final MeshContext mesh;
    private final DnsSettings settings;
    private final RandomGenerator random;
    private final LoopGuard loopGuard;
    private final SearchSuffixes searchSuffixes;
    private final List<AutoCloseable> sources = new ArrayList<>();
    private final Forwarder forwarder;
    private final NameServers nameServers;

    Forwarding(
            MeshContext mesh,
            DnsSettings settings,
            RandomGenerator random,
            LoopGuard loopGuard,
            SearchSuffixes searchSuffixes) {
        this.mesh = mesh;
        this.settings = settings;
        this.random = random;
        this.loopGuard = loopGuard;
        this.searchSuffixes = searchSuffixes;
        Upstreams others = upstreams();
        this.nameServers = new NameServers(settings, others);
        this.forwarder = new Forwarder(others, stubDomains());
    }

    private Map<DomainName, Upstreams> stubDomains() {
        Map<DomainName, Upstreams> stubs = new HashMap<>();
        settings.stubDomains().forEach((suffix, servers) -> {
            Upstreams stub = upstreams();
            stub.replace(nameServers.withoutOurs(servers));
            stubs.put(suffix, stub);
        });
        return stubs;
    }

    private Upstreams upstreams() {
        return new Upstreams(mesh.network(), mesh.ticker(), random, settings.timeout(), loopGuard);
    }

    /** Reads the resolver file and the catalog, and follows both until closed. */
    Forwarder start() {
        ResolverFileWatch watch = new ResolverFileWatch(settings.resolverFile(), this::onResolverFile);
        sources.add(watch);
        watch.start(mesh.blockingExecutor());
        if (settings.clusterDns().enabled() && settings.clusterDns().autoDetect()) {
            sources.add(mesh.catalog().addListener(new ClusterDnsLocator(nameServers::onClusterServers)));
        }
        return forwarder;
    }

    private void onResolverFile(ResolverFile file) {
        List<DomainName> suffixes = new ArrayList<>(settings.searchSuffixes());
        suffixes.addAll(file.search());
        searchSuffixes.replace(suffixes);
        nameServers.onSystemServers(file.servers());
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable source : sources) {
            source.close();
        }
    }
}
