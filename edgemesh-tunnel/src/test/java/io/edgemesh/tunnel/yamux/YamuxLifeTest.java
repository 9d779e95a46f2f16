package io.edgemesh.tunnel.yamux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.StreamResetException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What keeps a connection alive, and what ends it. */
class YamuxLifeTest extends SessionFixture {
    @Test
    void pingsAreAnswered() {
        receive("PING SYN 77");

        assertThat(Wire.sent(connection)).containsExactly("PING ACK 77");
    }

    @Test
    void aPongTellsTheRoundTrip() {
        roundTrip(Duration.ofMillis(60));

        assertThat(session.roundTrip()).isEqualTo(Duration.ofMillis(60));
    }

    @Test
    void aPongNobodyWaitsForIsIgnored() {
        receive("PING ACK 99");

        assertThat(session.roundTrip()).isZero();
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void silenceAfterAPingEndsTheConnection() {
        receive("DATA SYN #2 1");
        advance(10); // heard something since the first ping
        advance(10); // second ping
        assertThat(connection.isOpen()).isTrue();

        advance(10);

        assertThat(connection.isOpen()).isFalse();
        assertThat(session.failure()).hasMessage("peer silent: no answer to a ping within 10000 ms");
        assertThat(inbound.only().failures).singleElement().isInstanceOf(StreamResetException.class);
    }

    @Test
    void goAwayOfThePeerForbidsNewStreamsAndLeavesTheOldOnes() {
        receive("DATA SYN #2 1", "GOAWAY 0", "DATA #2 4");

        assertThat(inbound.only().received.size()).isEqualTo(5);
        assertThat(session.open(new Recorder()).cause()).isInstanceOf(GoAwayException.class);
        Wire.sent(connection);
    }

    @Test
    void goAwayWithAnErrorEndsTheConnection() {
        receive("GOAWAY 1");

        assertThat(connection.isOpen()).isFalse();
        assertThat(session.failure()).hasMessageContaining("protocol error");
    }

    @Test
    void anAbsurdConfigurationIsRefused() {
        assertThatThrownBy(() -> YamuxConfig.DEFAULT.withWindows(1, 0, WINDOW))
                .hasMessage("maxWindowBytes: 1 (expected: >= 262144)");
    }
}
