package io.edgemesh.tunnel.relay;

import static io.edgemesh.tunnel.fakes.LogLines.has;
import static io.edgemesh.tunnel.fakes.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.FakeConnection;
import io.edgemesh.tunnel.fakes.LogLines;
import io.edgemesh.tunnel.host.Connection;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RelayKeeperTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final RelayPeer RELAY = new RelayPeer("cloud-1", peer(9), List.of());

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final Access access = new Access();
    private final RelayKeeper keeper = new RelayKeeper(RELAY, access, loop.eventLoop(), () -> NOW, new Random(1));

    /** Collects what is asked, for the test to answer. */
    private static final class Access implements RelayAccess {
        final Queue<Promise<Connection>> connects = new ArrayDeque<>();
        final Queue<Promise<Reservation>> reserves = new ArrayDeque<>();

        @Override
        public Future<Connection> connect(RelayPeer relay) {
            connects.add(ImmediateEventExecutor.INSTANCE.newPromise());
            return ((ArrayDeque<Promise<Connection>>) connects).getLast();
        }

        @Override
        public Future<Reservation> reserve(Connection relay) {
            reserves.add(ImmediateEventExecutor.INSTANCE.newPromise());
            return ((ArrayDeque<Promise<Reservation>>) reserves).getLast();
        }
    }

    @BeforeEach
    void start() {
        loop.freezeTime();
        keeper.start();
        loop.runPendingTasks();
    }

    @Test
    void reservesAsSoonAsItIsConnected() {
        connected();

        assertThat(access.reserves).hasSize(1);
        reserved(Duration.ofHours(1));
        assertThat(keeper.state().reservation()).isNotNull();
        assertThat(keeper.state().connected()).isTrue();
        assertThat(keeper.state().lastFailure()).isNull();
    }

    @Test
    void callsTheRelayByItsNameInTheLogAndTellsItsId() {
        try (LogLines lines = LogLines.of(RelayKeeper.class)) {
            connected();
            reserved(Duration.ofHours(1));
            keeper.adopt(FakeConnection.from(9));
            loop.runPendingTasks();
            access.reserves.remove().setFailure(refusal());
            loop.runPendingTasks();

            assertThat(lines.matching(line -> has(line, "relayId", peer(9))))
                    .hasSize(2)
                    .allMatch(line -> has(line, "relay", "cloud-1"));
        }
    }

    @Test
    void renewsAfterHalfOfTheTime() {
        connected();
        reserved(Duration.ofMinutes(10));

        pass(Duration.ofMinutes(5).minusMillis(1));
        assertThat(access.reserves).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(access.reserves).hasSize(1);
    }

    @Test
    void renewsInGoodTimeWhateverTheClocksSay() {
        connected();
        reserved(Duration.ofDays(365));
        pass(Duration.ofMinutes(30));
        assertThat(access.reserves).hasSize(1);

        reserved(Duration.ofHours(-5));
        assertThat(access.reserves).isEmpty();
        pass(Duration.ofSeconds(60));
        assertThat(access.reserves).hasSize(1);
        assertThat(keeper.state().reservation()).isNotNull();
    }

    @Test
    void asksAgainAfterARefusalAndEachTimeLater() {
        connected();

        for (long millis : new long[] {200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000}) {
            access.reserves.remove().setFailure(refusal());
            loop.runPendingTasks();
            pass(Duration.ofMillis(millis / 2 - 1));
            assertThat(access.reserves).isEmpty();
            pass(Duration.ofMillis(millis / 2 + 1));
            assertThat(access.reserves).hasSize(1);
        }
        assertThat(keeper.state().lastFailure()).contains("RESERVATION_REFUSED");
    }

    @Test
    void connectsAgainWithinTwoSecondsHoweverLongTheRelayWasAway() {
        for (int attempt = 0; attempt < 20; attempt++) {
            access.connects.remove().setFailure(new IllegalStateException("connection refused"));
            loop.runPendingTasks();
            pass(Duration.ofSeconds(2));
            assertThat(access.connects).hasSize(1);
        }
        assertThat(keeper.state().lastFailure()).isEqualTo("connection refused");
        connected();
        assertThat(access.reserves).hasSize(1);
    }

    @Test
    void startsAnewWhenTheConnectionIsLost() {
        FakeConnection connection = connected();
        reserved(Duration.ofHours(1));

        connection.close();
        loop.runPendingTasks();

        assertThat(keeper.state().reservation()).isNull();
        assertThat(keeper.state().connected()).isFalse();
        assertThat(keeper.state().lastFailure()).isEqualTo("connection lost");
        pass(Duration.ofMillis(200));
        assertThat(access.connects).hasSize(1);
        connected();
        reserved(Duration.ofHours(1));
        assertThat(keeper.state().reservation()).isNotNull();
    }

    /** After an address on the way has changed the older connection is dead without knowing. */
    @Test
    void movesTheReservationToAYoungerConnection() {
        FakeConnection older = connected();
        reserved(Duration.ofHours(1));

        keeper.adopt(FakeConnection.from(9));
        loop.runPendingTasks();
        reserved(Duration.ofHours(1));
        older.close();
        loop.runPendingTasks();

        assertThat(keeper.state().reservation()).isNotNull();
        assertThat(keeper.state().connected()).isTrue();
        assertThat(access.connects).isEmpty();
    }

    @Test
    void reservesOnceOnAConnectionThatItHearsOfTwice() {
        FakeConnection connection = FakeConnection.from(9);

        keeper.adopt(connection);
        loop.runPendingTasks();
        access.connects.remove().setSuccess(connection);
        loop.runPendingTasks();

        assertThat(access.reserves).hasSize(1);
    }

    @Test
    void takesNoAnswerForAConnectionThatIsGone() {
        FakeConnection connection = connected();
        Promise<Reservation> late = access.reserves.remove();
        connection.close();
        loop.runPendingTasks();

        late.setSuccess(reservation(Duration.ofHours(1)));
        loop.runPendingTasks();

        assertThat(keeper.state().reservation()).isNull();
    }

    @Test
    void doesNothingMoreOnceClosed() {
        connected();
        reserved(Duration.ofMinutes(10));

        keeper.close();
        loop.runPendingTasks();
        pass(Duration.ofHours(1));

        assertThat(access.reserves).isEmpty();
        assertThat(access.connects).isEmpty();
    }

    private FakeConnection connected() {
        FakeConnection connection = FakeConnection.from(9);
        access.connects.remove().setSuccess(connection);
        loop.runPendingTasks();
        return connection;
    }

    private void reserved(Duration time) {
        access.reserves.remove().setSuccess(reservation(time));
        loop.runPendingTasks();
    }

    private void pass(Duration time) {
        loop.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        loop.runScheduledPendingTasks();
        loop.runPendingTasks();
    }

    private static Reservation reservation(Duration time) {
        return new Reservation(NOW.plus(time), List.of(), null, CircuitLimit.NONE);
    }

    private static RelayException refusal() {
        return RelayException.refused(peer(9), null, RelayStatus.RESERVATION_REFUSED);
    }
}
