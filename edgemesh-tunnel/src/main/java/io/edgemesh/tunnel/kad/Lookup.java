package io.edgemesh.tunnel.kad;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Asks its way to the peers next to a key: those we know first, then those they name, the nearest before others.
 *
 * <p>Ends when the {@value RoutingTable#BUCKET_SIZE} nearest of all that were named, but for those that failed, have answered;
 * else with whoever has answered when {@link #PATIENCE} or {@value #MAX_QUESTIONS} questions are used up, so that peers
 * which name ever more others lead nowhere. One lookup; on one event loop.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/kad-dht/README.md#peer-routing">Kademlia DHT, "Peer routing"</a>
 */
final class Lookup {
    static final int PARALLEL = 10; // called alpha
    static final int MAX_QUESTIONS = 100;
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EventExecutor loop;
    private final Predicate<KadPeer> askable;
    private final Function<KadPeer, Future<KadMessage>> question;
    private final Consumer<KadMessage> onAnswer;
    private final NavigableMap<KadKey, Candidate> candidates;
    private final Promise<List<KadPeer>> outcome;
    private int running;
    private int asked;

    private enum State {
        NAMED,
        ASKED,
        ANSWERED,
        FAILED
    }

    private static final class Candidate {
        final KadPeer peer;
        State state = State.NAMED;

        Candidate(KadPeer peer) {
            this.peer = peer;
        }
    }

    /**
     * @param askable  whether a peer that others name may be asked
     * @param question asks a peer; its future always ends
     * @param onAnswer told of each answer
     */
    Lookup(
            KadKey target,
            EventExecutor loop,
            Predicate<KadPeer> askable,
            Function<KadPeer, Future<KadMessage>> question,
            Consumer<KadMessage> onAnswer) {
        this.loop = loop;
        this.askable = askable;
        this.question = question;
        this.onAnswer = onAnswer;
        this.candidates = new TreeMap<>(target::compareDistance);
        this.outcome = loop.newPromise();
    }

    /** Begins with these peers, which have been found to be askable. Returns those next to the key, the nearest first. */
    Future<List<KadPeer>> start(List<KadPeer> seeds) {
        ScheduledFuture<?> deadline = loop.schedule(this::finish, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        outcome.addListener(done -> deadline.cancel(false));
        loop.execute(() -> {
            seeds.forEach(this::add);
            proceed();
        });
        return outcome;
    }

    private void add(KadPeer peer) {
        candidates.putIfAbsent(KadKey.of(peer.peerId()), new Candidate(peer));
    }

    private void proceed() {
        List<Candidate> named = nearest()
                .filter(candidate -> candidate.state == State.NAMED)
                .limit(Math.min(PARALLEL - running, MAX_QUESTIONS - asked))
                .toList();
        named.forEach(this::ask);
        if (running == 0 || nearest().allMatch(candidate -> candidate.state == State.ANSWERED)) {
            finish();
        }
    }

    private Stream<Candidate> nearest() {
        return candidates.values().stream()
                .filter(candidate -> candidate.state != State.FAILED)
                .limit(RoutingTable.BUCKET_SIZE);
    }

    private void ask(Candidate candidate) {
        candidate.state = State.ASKED;
        running++;
        asked++;
        question.apply(candidate.peer)
                .addListener((Future<KadMessage> answer) -> loop.execute(() -> answered(candidate, answer)));
    }

    private void answered(Candidate candidate, Future<KadMessage> answer) {
        if (outcome.isDone()) {
            return;
        }
        running--;
        candidate.state = answer.isSuccess() ? State.ANSWERED : State.FAILED;
        if (answer.isSuccess()) {
            onAnswer.accept(answer.getNow());
            answer.getNow().closerPeers().stream().filter(askable).forEach(this::add);
        }
        proceed();
    }

    private void finish() {
        outcome.trySuccess(candidates.values().stream()
                .filter(candidate -> candidate.state == State.ANSWERED)
                .limit(RoutingTable.BUCKET_SIZE)
                .map(candidate -> candidate.peer)
                .toList());
    }
}
