package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Members of one circle who send each other messages within this thread, on a time of their own, which takes no longer than what happens
 * in it. The same seed makes the same run.
 */
final class SimulatedSwarm {
    private static final int LONGEST_WAY_MILLIS = 50;

    final List<Member> members;
    private final EmbeddedChannel time = new EmbeddedChannel();
    private final Random random;
    private final Map<PeerId, Member> byId = new HashMap<>();
    private final Set<PeerId> dead = new HashSet<>();
    int questions;
    int asking;
    int mostAsking;

    /** One node with all that makes it a member. */
    final class Member implements KadRequests {
        final KadPeer peer;
        final RoutingTable table;
        final ProviderStore providers = new ProviderStore(() -> Instant.EPOCH);
        final Overlay overlay;
        private final Answers answers;

        /** Answers in the member's place, if there is one. */
        @Nullable
        Function<KadMessage, KadMessage> liar;

        Member(int number) {
            peer = Ids.peer(number);
            table = new RoutingTable(peer.peerId());
            overlay = new Overlay(peer.peerId(), Scope.LAN, Set.of(), table, this, time.eventLoop());
            answers = new Answers(peer.peerId(), table, providers, peerId -> List.of());
        }

        @Nullable
        KadMessage answer(PeerId from, KadMessage question) {
            return liar == null ? answers.answer(from, question) : liar.apply(question);
        }

        @Override
        public Future<KadMessage> ask(KadPeer other, KadMessage question) {
            Promise<KadMessage> promise = time.eventLoop().newPromise();
            questions++;
            mostAsking = Math.max(mostAsking, ++asking);
            promise.addListener(done -> asking--);
            Member asked = byId.get(other.peerId());
            if (asked == null || dead.contains(other.peerId())) {
                later(HostRequests.TIMEOUT.toMillis(), () -> promise.setFailure(new TimeoutException()));
            } else {
                later(way(), () -> {
                    asked.table.offer(peer); // as peers that connect tell each other who they are
                    KadMessage answer = asked.answer(peer.peerId(), question);
                    later(way(), () -> {
                        table.offer(other);
                        promise.setSuccess(answer);
                    });
                });
            }
            return promise;
        }

        @Override
        public Future<?> tell(KadPeer other, KadMessage message) {
            Member told = byId.get(other.peerId());
            if (told != null && !dead.contains(other.peerId())) {
                later(way(), () -> told.answer(peer.peerId(), message));
            }
            return time.eventLoop().newSucceededFuture(null);
        }
    }

    /** @param acquaintances how many others each member knows at first */
    SimulatedSwarm(int size, int acquaintances, long seed) {
        time.freezeTime();
        random = new Random(seed);
        members = new ArrayList<>(IntStream.range(0, size).mapToObj(Member::new).toList());
        members.forEach(member -> byId.put(member.peer.peerId(), member));
        for (Member member : members) {
            random.ints(acquaintances, 0, size).forEach(other -> member.table.offer(members.get(other).peer));
        }
    }

    /** Each member looks for its neighbours, as it does when it has just started. */
    void settle() {
        members.forEach(member -> get(member.overlay.closest(KadKey.of(member.peer.peerId()))));
        rest(HostRequests.TIMEOUT.toMillis()); // until the last question has ended
        questions = 0;
        mostAsking = 0;
    }

    void kill(Member member) {
        dead.add(member.peer.peerId());
    }

    /** Lets time pass until the future is done. */
    <T> T get(Future<T> future) {
        long end = TimeUnit.MINUTES.toMillis(5);
        for (long millis = 0; !future.isDone(); millis++) {
            if (millis > end) {
                throw new AssertionError("not done within 5 minutes of simulated time");
            }
            time.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            time.runPendingTasks();
        }
        return future.getNow();
    }

    /** Lets time pass. */
    void rest(long millis) {
        Promise<Void> rested = time.eventLoop().newPromise();
        later(millis, () -> rested.setSuccess(null));
        get(rested);
    }

    /** Returns the members next to a key, those that are dead left out. */
    List<KadPeer> nearest(KadKey key, int count) {
        return members.stream()
                .map(member -> member.peer)
                .filter(peer -> !dead.contains(peer.peerId()))
                .sorted((one, other) -> key.compareDistance(KadKey.of(one.peerId()), KadKey.of(other.peerId())))
                .limit(count)
                .toList();
    }

    private long way() {
        return 1 + random.nextInt(LONGEST_WAY_MILLIS);
    }

    private void later(long millis, Runnable task) {
        time.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
    }
}
