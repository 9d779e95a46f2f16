package io.edgemesh.dns.forward;

import io.edgemesh.api.net.Network;
import io.edgemesh.dns.wire.Question;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks servers that are new or do not answer, until they do, whether they are there and whether they lead back to us.
 *
 * <p>Any answer counts, whatever it says; only what comes of real questions tells how good a server is.
 */
final class UpstreamProbe {
    private static final Logger LOGGER = LoggerFactory.getLogger(UpstreamProbe.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final long INTERVAL_MILLIS = 1_000;
    private static final long LOOPING_INTERVAL_MILLIS = 30_000;

    private final Upstreams upstreams;
    private final LoopGuard guard;
    private final Network network;
    private final Set<Upstream> watched = ConcurrentHashMap.newKeySet();

    UpstreamProbe(Upstreams upstreams, LoopGuard guard, Network network) {
        this.upstreams = upstreams;
        this.guard = guard;
        this.network = network;
    }

    /** Begins to probe a server; does nothing if it is probed already. */
    void watch(Upstream upstream) {
        if (watched.add(upstream)) {
            probe(upstream);
        }
    }

    private void probe(Upstream upstream) {
        LoopGuard.Probe probe = guard.begin();
        Question question = Question.of(probe.name(), LoopGuard.PROBE_TYPE);
        long start = upstream.now();
        upstreams
                .exchange(upstream, upstreams.query(question, !upstream.plain()), TIMEOUT)
                .whenComplete((message, failure) -> {
                    guard.end(probe);
                    if (probe.returned()) {
                        onLoop(upstream);
                    } else if (failure != null) {
                        upstreams.onFailure(upstream);
                        again(upstream, INTERVAL_MILLIS);
                    } else {
                        onAnswer(upstream, start);
                    }
                });
    }

    private void onLoop(Upstream upstream) {
        if (!upstream.looping()) {
            upstream.looping(true);
            LOGGER.atError()
                    .addKeyValue("upstream", upstream)
                    .log("name server forwards to this one, which forwards to it; it is not asked any more");
        }
        again(upstream, LOOPING_INTERVAL_MILLIS);
    }

    private void onAnswer(Upstream upstream, long startNanos) {
        boolean returned = !upstream.healthy();
        watched.remove(upstream);
        upstream.looping(false);
        upstream.answered(startNanos);
        if (returned) {
            LOGGER.atInfo().addKeyValue("upstream", upstream).log("name server answers again");
        }
    }

    private void again(Upstream upstream, long delayMillis) {
        if (!upstreams.has(upstream) || network.eventLoops().isShuttingDown()) {
            watched.remove(upstream);
            return;
        }
        network.eventLoops().next().schedule(() -> probe(upstream), delayMillis, TimeUnit.MILLISECONDS);
    }
}
