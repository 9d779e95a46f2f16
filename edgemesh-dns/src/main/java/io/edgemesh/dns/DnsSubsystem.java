package io.edgemesh.dns;

import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.api.subsystem.Subsystem;
import io.edgemesh.dns.cache.CachingResolver;
import io.edgemesh.dns.forward.Forwarder;
import io.edgemesh.dns.forward.LoopGuard;
import io.edgemesh.dns.forward.ResolverFile;
import io.edgemesh.dns.forward.Upstreams;
import io.edgemesh.dns.server.DnsServer;
import io.edgemesh.dns.server.Responder;
import io.edgemesh.dns.server.SearchSuffixes;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.zone.ClusterZone;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts put together, started and ended in order. */
final class DnsSubsystem implements Subsystem {
    private static final Logger LOGGER = LoggerFactory.getLogger(DnsSubsystem.class);

    private final MeshContext mesh;
    private final DnsSettings settings;
    private final SecureRandom random = new SecureRandom(); // guards against forged answers, so never a seeded one
    private final LoopGuard loopGuard = new LoopGuard(random);
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private volatile @Nullable DnsServer server;

    DnsSubsystem(MeshContext mesh, DnsSettings settings) {
        this.mesh = mesh;
        this.settings = settings;
    }

    @Override
    public void start() {
        ClusterZone zone = settings.clusterDns().enabled() ? null : zone();
        SearchSuffixes searchSuffixes =
                new SearchSuffixes(zone == null ? null : settings.zone().name());
        CachingResolver resolver = new CachingResolver(
                forwarder(searchSuffixes),
                settings.cache(),
                mesh.ticker(),
                mesh.network().eventLoops());
        DnsServer started = new DnsServer(
                settings.server(), mesh.network(), new Responder(zone, resolver, loopGuard, searchSuffixes));
        closing.push(started);
        started.start();
        server = started;
        LOGGER.atInfo().addKeyValue("addresses", started.listenAddresses()).log("DNS is answered");
    }

    private ClusterZone zone() {
        ClusterZone zone = new ClusterZone(mesh.catalog(), settings.zone(), mesh.clock());
        closing.push(zone);
        return zone;
    }

    private Forwarder forwarder(SearchSuffixes searchSuffixes) {
        UpstreamSource source = new UpstreamSource(settings.server());
        Upstreams others = upstreams();
        Map<DomainName, Upstreams> stubs = new HashMap<>();
        settings.stubDomains().forEach((suffix, servers) -> {
            Upstreams stub = upstreams();
            source.set(stub, servers);
            stubs.put(suffix, stub);
        });
        ResolverFileWatch watch = new ResolverFileWatch(
                settings.resolverFile(), file -> apply(file, source, others, searchSuffixes), mesh.blockingExecutor());
        closing.push(watch);
        watch.start();
        return new Forwarder(others, stubs);
    }

    private void apply(ResolverFile file, UpstreamSource source, Upstreams others, SearchSuffixes searchSuffixes) {
        List<DomainName> suffixes = new ArrayList<>(settings.searchSuffixes());
        suffixes.addAll(file.search());
        searchSuffixes.replace(suffixes);
        source.set(others, settings.upstreams().isEmpty() ? file.servers() : settings.upstreams());
    }

    private Upstreams upstreams() {
        return new Upstreams(mesh.network(), mesh.ticker(), random, settings.timeout(), loopGuard);
    }

    @Override
    public List<ListenAddress> listenAddresses() {
        DnsServer started = server;
        return started == null ? List.of() : started.listenAddresses();
    }

    @Override
    public void close() {
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception e) {
                LOGGER.atWarn().setCause(e).log("a part of DNS did not close cleanly");
            }
        }
    }
}
