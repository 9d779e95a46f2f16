package io.edgemesh.dns.forward;

import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.Query;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;
import org.xbill.DNS.Type;

/**
 * Notices servers that forward to us what we forward to them.
 *
 * <p>Each server is sent a question for a name that nobody else knows; if that name comes in as a question, the server
 * is not asked any more until its probe stays away. <b>Threads:</b> safe for use by several.
 */
public final class LoopGuard {
    /** What probes ask for; seldom used otherwise, so that other questions need no look-up. */
    static final int PROBE_TYPE = Type.HINFO;

    private final RandomGenerator random;
    private final ConcurrentMap<DomainName, Probe> probes = new ConcurrentHashMap<>();

    public LoopGuard(RandomGenerator random) {
        this.random = random;
    }

    /** A question that only its server can know of, and whether it has come back. */
    static final class Probe {
        private final DomainName name;
        private volatile boolean returned;

        private Probe(DomainName name) {
            this.name = name;
        }

        DomainName name() {
            return name;
        }

        boolean returned() {
            return returned;
        }
    }

    /** Returns a new probe, to be ended with {@link #end}. */
    Probe begin() {
        Probe probe = new Probe(DomainName.parse("%016x.%016x".formatted(random.nextLong(), random.nextLong())));
        probes.put(probe.name, probe);
        return probe;
    }

    void end(Probe probe) {
        probes.remove(probe.name);
    }

    /** Returns whether a question is one of our probes that has come back to us, and notes it. */
    public boolean isLoop(Query query) {
        Probe probe = query.type() == PROBE_TYPE && query.labels() == 2 ? probes.get(query.name()) : null;
        if (probe == null) {
            return false;
        }
        probe.returned = true;
        return true;
    }
}
