package io.edgemesh.tunnel.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QuicEndTest {
    private static final Duration ROUND_TRIP = Duration.ofMillis(40);

    private final MockTicker ticker = Ticker.newMockTicker();
    private final QuicEnd end = new QuicEnd(ticker, ROUND_TRIP::toNanos);

    @Test
    void leavesAtOnceWhereTheRemoteHasNotEnded() {
        end.sent();

        assertThat(end.nanosToWait(false)).isZero();
    }

    @Test
    void leavesAtOnceWhereThereIsNothingToBeAcknowledged() {
        assertThat(end.nanosToWait(true)).isZero();
    }

    @Test
    void waitsForTheAcknowledgementOfTheLatestBytes() {
        end.sent();
        ticker.advance(90, TimeUnit.MILLISECONDS);
        end.sent();
        ticker.advance(10, TimeUnit.MILLISECONDS);

        assertThat(end.nanosToWait(true)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(2 * 40 + 25 - 10));
    }

    @Test
    void leavesWhenThatTimeIsOver() {
        end.sent();
        ticker.advance(105, TimeUnit.MILLISECONDS);

        assertThat(end.nanosToWait(true)).isZero();
    }
}
