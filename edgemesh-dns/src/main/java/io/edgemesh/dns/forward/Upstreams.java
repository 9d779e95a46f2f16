package io.edgemesh.dns.forward;

import io.edgemesh.api.net.Network;
import io.edgemesh.dns.wire.Answer;
import io.edgemesh.dns.wire.Question;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name servers that one set of names is forwarded to.
 *
 * <p>Asked first is the healthy server with the shortest latency; the others follow if it fails. A server that fails
 * twice in a row is unhealthy: it comes last, and is probed until it answers, so that it is known to be back soon after
 * it is. <b>Threads:</b> safe for use by several.
 */
public final class Upstreams {
    private static final Logger LOGGER = LoggerFactory.getLogger(Upstreams.class);
    private static final int MAX_TRIES = 4;

    private final Network network;
    private final Ticker ticker;
    private final RandomGenerator random;
    private final Duration timeout;
    private final LoopGuard loopGuard;
    private final RetryBudget budget = new RetryBudget();
    private final UpstreamProbe probe;
    private volatile List<Upstream> servers = List.of();

    /**
     * @param random  makes ids that nobody can guess
     * @param timeout how long a question may take in all
     */
    public Upstreams(Network network, Ticker ticker, RandomGenerator random, Duration timeout, LoopGuard loopGuard) {
        this.network = network;
        this.ticker = ticker;
        this.random = random;
        this.timeout = timeout;
        this.loopGuard = loopGuard;
        this.probe = new UpstreamProbe(this, loopGuard, network);
    }

    /** Replaces the servers; what is known of those that stay is kept. */
    public synchronized void replace(List<InetSocketAddress> addresses) {
        List<Upstream> now = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            now.add(find(address));
        }
        List<Upstream> before = servers;
        servers = List.copyOf(now);
        now.removeAll(before);
        now.forEach(probe::watch);
    }

    private Upstream find(InetSocketAddress address) {
        return servers.stream()
                .filter(known -> known.address().equals(address))
                .findFirst()
                .orElseGet(() -> new Upstream(address, ticker));
    }

    /** Returns whether any server answers, as far as is known. */
    public boolean reachable() {
        return servers.stream().anyMatch(Upstream::healthy);
    }

    boolean has(Upstream upstream) {
        return servers.contains(upstream);
    }

    /** Asks one server after the other, as {@link Resolver#resolve} says. */
    public CompletableFuture<Answer> resolve(Question question) {
        EventLoop loop = network.eventLoops().next();
        CompletableFuture<Answer> result = new CompletableFuture<>();
        try {
            loop.execute(() -> start(question, result));
        } catch (RuntimeException e) {
            result.completeExceptionally(new ResolutionException("the mesh is closing", e));
        }
        return result;
    }

    private void start(Question question, CompletableFuture<Answer> result) {
        budget.onFirstTry();
        long deadline = ticker.nanoTime() + timeout.toNanos();
        new Resolution(this, question, candidates(), deadline).start().whenComplete((answer, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                result.complete(answer);
            }
        });
    }

    /** Returns the servers to try, best first; of a few servers each is tried twice. */
    private List<Upstream> candidates() {
        List<Upstream> sorted = new ArrayList<>(servers);
        sorted.removeIf(Upstream::looping);
        sorted.sort(Comparator.comparing((Upstream server) -> !server.healthy()).thenComparing(Upstream::latencyNanos));
        List<Upstream> twice = new ArrayList<>(sorted);
        twice.addAll(sorted);
        return twice.subList(0, Math.min(MAX_TRIES, twice.size()));
    }

    boolean mayRetry() {
        return budget.tryRetry();
    }

    OutgoingQuery query(Question question, boolean edns) {
        return new OutgoingQuery(question, edns, random);
    }

    CompletableFuture<byte[]> exchange(Upstream upstream, OutgoingQuery query, Duration limit) {
        return Exchange.ask(network, network.eventLoops().next(), upstream, query, limit);
    }

    void onFailure(Upstream upstream) {
        if (upstream.failed()) {
            LOGGER.atWarn()
                    .addKeyValue("upstream", upstream)
                    .log("name server does not answer; it is asked last until it does");
            probe.watch(upstream);
        }
    }
}
