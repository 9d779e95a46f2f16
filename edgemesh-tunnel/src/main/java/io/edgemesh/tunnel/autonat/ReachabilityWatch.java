package io.edgemesh.tunnel.autonat;

import io.edgemesh.tunnel.autonat.Reachability.State;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks relays whether they reach this node from outside, again and again while it is connected with them. One that does is
 * enough to be public; one relay's word counts, as relays are trusted with more.
 *
 * <p><b>Threads:</b> what changes does so on one executor; all methods are for any.
 */
public final class ReachabilityWatch {
    static final long FIRST_SECONDS = 10; // a node that starts has better things to do
    static final long AGAIN_SECONDS = 900;
    static final long UNANSWERED_SECONDS = 90;

    private static final Logger LOGGER = LoggerFactory.getLogger(ReachabilityWatch.class);

    private final PeerId self;
    private final Supplier<List<Multiaddr>> addresses;
    private final EventExecutor executor;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Runnable onChange;
    private final Map<Connection, Future<?>> timers = new HashMap<>();
    private final Map<PeerId, DialBackAnswer> answers = new LinkedHashMap<>();
    private volatile Reachability current;

    /**
     * Creates one that asks nobody yet.
     *
     * @param addresses where this node listens, or may be reached
     * @param onChange  run on the executor when the outcome is another
     */
    public ReachabilityWatch(
            PeerId self,
            Supplier<List<Multiaddr>> addresses,
            EventExecutor executor,
            InstantSource clock,
            RandomGenerator random,
            Runnable onChange) {
        this.self = self;
        this.addresses = addresses;
        this.executor = executor;
        this.clock = clock;
        this.random = random;
        this.onChange = onChange;
        current = new Reachability(State.UNKNOWN, clock.instant(), null);
    }

    /** Returns what is known now. */
    public Reachability current() {
        return current;
    }

    /** Begins to ask the relay at the other end, if it says that it answers. */
    public void ask(Connection relay, List<String> protocols) {
        if (!relay.relayed() && protocols.contains(AutoNatService.PROTOCOL_ID)) {
            executor.execute(() -> begin(relay));
        }
    }

    /** Forgets the answers and asks anew: the network, or where this node listens, has changed. */
    public void askAnew() {
        executor.execute(() -> {
            answers.clear();
            settle();
            timers.replaceAll((relay, timer) -> {
                timer.cancel(false);
                return executor.schedule(() -> ask(relay), jittered(FIRST_SECONDS), TimeUnit.SECONDS);
            });
        });
    }

    private void begin(Connection relay) {
        if (!timers.containsKey(relay) && !relay.closeFuture().isDone()) {
            askIn(relay, jittered(FIRST_SECONDS));
            relay.closeFuture()
                    .addListener(closed -> executor.execute(() -> {
                        Future<?> timer = timers.remove(relay);
                        if (timer != null) {
                            timer.cancel(false);
                        }
                    }));
        }
    }

    private void askIn(Connection relay, long seconds) {
        timers.put(relay, executor.schedule(() -> ask(relay), seconds, TimeUnit.SECONDS));
    }

    private void ask(Connection relay) {
        List<Multiaddr> asked = addresses.get();
        if (!asked.isEmpty()) {
            AutoNatClient.ask(relay, self, asked)
                    .addListener((Future<DialBackAnswer> answer) -> executor.execute(() -> answered(relay, answer)));
        }
        askIn(relay, jittered(asked.isEmpty() ? UNANSWERED_SECONDS : AGAIN_SECONDS));
    }

    private void answered(Connection relay, Future<DialBackAnswer> answer) {
        boolean tried = answer.isSuccess() && answer.getNow().tried();
        if (tried) {
            answers.put(relay.peerId(), answer.getNow());
            settle();
            return;
        }
        LOGGER.atDebug()
                .addKeyValue("relayId", relay.peerId())
                .addKeyValue("answer", answer.isSuccess() ? answer.getNow() : answer.cause())
                .log("relay did not try to reach this node");
        Future<?> timer = timers.get(relay);
        if (timer != null) {
            timer.cancel(false);
            askIn(relay, jittered(UNANSWERED_SECONDS));
        }
    }

    private void settle() {
        Multiaddr reached = answers.values().stream()
                .map(DialBackAnswer::address)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        State tried = answers.isEmpty() ? State.UNKNOWN : State.PRIVATE;
        State state = reached == null ? tried : State.PUBLIC;
        if (state != current.state() || !Objects.equals(reached, current.address())) {
            current = new Reachability(state, clock.instant(), reached);
            LOGGER.atInfo()
                    .addKeyValue("reachability", state)
                    .addKeyValue("address", reached)
                    .log("reachability from outside has changed");
            onChange.run();
        }
    }

    private long jittered(long seconds) {
        return seconds / 2 + random.nextLong(seconds / 2 + 1);
    }
}
