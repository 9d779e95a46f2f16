package io.edgemesh.dns;

import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.api.subsystem.Subsystem;
import io.edgemesh.dns.cache.CachingResolver;
import io.edgemesh.dns.forward.LoopGuard;
import io.edgemesh.dns.resolver.ClusterLookup;
import io.edgemesh.dns.resolver.JvmLookups;
import io.edgemesh.dns.resolver.MeshResolverGroup;
import io.edgemesh.dns.server.DnsServer;
import io.edgemesh.dns.server.Responder;
import io.edgemesh.dns.server.SearchSuffixes;
import io.edgemesh.dns.zone.ClusterZone;
import io.netty.resolver.AddressResolverGroup;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts put together, started and ended in order. */
final class DnsSubsystem implements Subsystem {
    private static final Logger LOGGER = LoggerFactory.getLogger(DnsSubsystem.class);

    private final MeshContext mesh;
    private final DnsSettings settings;
    private final SecureRandom random = new SecureRandom(); // guards against forged answers, so never a seeded one
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private volatile @Nullable Running running;

    /** What there is between start and close. */
    private record Running(Responder responder, DnsServer server, MeshResolverGroup resolvers) {}

    DnsSubsystem(MeshContext mesh, DnsSettings settings) {
        this.mesh = mesh;
        this.settings = settings;
    }

    @Override
    public void start() {
        Responder responder = responder();
        DnsServer server = new DnsServer(settings.server(), mesh.network(), responder, mesh.ticker(), random);
        ClusterLookup lookup = new ClusterLookup(responder, settings.zone().name());
        MeshResolverGroup resolvers = push(new MeshResolverGroup(lookup, mesh.blockingExecutor()));
        push(server).start();
        if (settings.jvmResolver()) {
            push(JvmLookups.register(lookup));
        }
        running = new Running(responder, server, resolvers);
        LOGGER.atInfo()
                .addKeyValue("addresses", server.listenAddresses())
                .addKeyValue("zone", settings.zone().name())
                .log("DNS has started");
    }

    private Responder responder() {
        ClusterZone zone = settings.clusterDns().enabled()
                ? null
                : push(new ClusterZone(mesh.catalog(), settings.zone(), mesh.clock()));
        LoopGuard loopGuard = new LoopGuard(random);
        SearchSuffixes searchSuffixes =
                new SearchSuffixes(zone == null ? null : settings.zone().name());
        Forwarding forwarding = push(new Forwarding(mesh, settings, random, loopGuard, searchSuffixes));
        CachingResolver resolver = new CachingResolver(
                forwarding.start(),
                settings.cache(),
                mesh.ticker(),
                mesh.network().eventLoops());
        return new Responder(zone, resolver, loopGuard, searchSuffixes, settings.logEvery());
    }

    /** Closes a part when the subsystem closes, in reverse order. */
    private <T extends AutoCloseable> T push(T part) {
        closing.push(part);
        return part;
    }

    @Override
    public List<ListenAddress> listenAddresses() {
        Running current = running;
        return current == null ? List.of() : current.server.listenAddresses();
    }

    @Override
    public <T> Optional<T> feature(Class<T> type) {
        Running current = running;
        if (current == null) {
            return Optional.empty();
        }
        if (type == AddressResolverGroup.class) {
            return Optional.of(type.cast(current.resolvers));
        }
        if (type == DnsStatistics.class) {
            DnsStatistics statistics = () -> current.responder.counters().snapshot();
            return Optional.of(type.cast(statistics));
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        running = null;
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception e) {
                LOGGER.atWarn().setCause(e).log("a part of DNS did not close cleanly");
            }
        }
    }
}
