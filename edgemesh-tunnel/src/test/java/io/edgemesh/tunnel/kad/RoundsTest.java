package io.edgemesh.tunnel.kad;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final Duration PAUSE = Duration.ofMinutes(10);
    private static final long STEP_MILLIS = 100;

    private final EmbeddedChannel time = new EmbeddedChannel();
    private Rounds rounds;
    private int count;

    @BeforeEach
    void start() {
        time.freezeTime();
        rounds = new Rounds(time.eventLoop(), new Random(1), () -> {
            count++;
            return PAUSE;
        });
        rounds.hasten();
        pass(Duration.ZERO);
    }

    @Test
    void theFirstRoundComesAMomentAfterTheFirstNews() {
        pass(Rounds.AFTER_NEWS.dividedBy(2).minusMillis(1));
        assertThat(count).isZero();

        pass(Rounds.AFTER_NEWS.dividedBy(2).plusMillis(1));
        assertThat(count).isEqualTo(1);
    }

    @Test
    void pausesGrowToTheLongest() {
        pass(Rounds.AFTER_NEWS);
        assertThat(count).isEqualTo(1);

        pass(Rounds.SHORTEST);
        assertThat(count).isEqualTo(2);

        pass(PAUSE.multipliedBy(3));
        int settled = count;
        pass(PAUSE.dividedBy(2).minusMillis(1));
        assertThat(count - settled).isLessThanOrEqualTo(1);
        pass(PAUSE.multipliedBy(10));
        assertThat(count - settled).isBetween(10, 22);
    }

    @Test
    void newsDoNotBringRoundsCloserTogetherThanAllowed() {
        pass(Rounds.AFTER_NEWS);

        for (int i = 0; i < 95; i++) {
            rounds.hasten();
            pass(Rounds.SHORTEST.dividedBy(200));
        }
        assertThat(count).isEqualTo(1);

        pass(Rounds.SHORTEST.dividedBy(20));
        assertThat(count).isEqualTo(2);
    }

    @Test
    void noneBeginsOnceStopped() {
        rounds.stop();
        rounds.hasten();
        pass(PAUSE);

        assertThat(count).isZero();
    }

    private void pass(Duration duration) {
        time.runPendingTasks();
        for (long millis = duration.toMillis(); millis > 0; millis -= STEP_MILLIS) {
            time.advanceTimeBy(Math.min(millis, STEP_MILLIS), TimeUnit.MILLISECONDS);
            time.runPendingTasks();
        }
    }
}
