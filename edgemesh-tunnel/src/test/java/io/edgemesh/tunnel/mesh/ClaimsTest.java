package io.edgemesh.tunnel.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClaimsTest {
    private static final PeerId OTHER = PeerId.parse("QmcgpsyWgH8Y8ajJz1Cu72KnS5uo2Aa2LpzU7kinSupNKC");

    private final MockTicker ticker = Ticker.newMockTicker();
    private final Claims claims = new Claims(ticker);

    @Test
    void oneAloneCanClaimAnOpening() {
        assertThat(claims.claim(Streams.EDGE_A, 1)).isTrue();
        assertThat(claims.claim(Streams.EDGE_A, 1)).isFalse();
        assertThat(claims.claim(Streams.EDGE_A, 2)).isTrue();
    }

    @Test
    void anotherPeersOpeningsAreItsOwn() {
        claims.claim(Streams.EDGE_A, 1);

        assertThat(claims.claim(OTHER, 1)).isTrue();
    }

    @Test
    void whatHasNoIdIsNotClaimed() {
        assertThat(claims.claim(Streams.EDGE_A, 0)).isTrue();
        assertThat(claims.claim(Streams.EDGE_A, 0)).isTrue();
    }

    @Test
    void aClaimIsForgottenAfterAMinute() {
        claims.claim(Streams.EDGE_A, 1);
        ticker.advance(60, TimeUnit.SECONDS);
        assertThat(claims.claim(Streams.EDGE_A, 1)).isFalse();

        ticker.advance(1, TimeUnit.SECONDS);

        assertThat(claims.claim(Streams.EDGE_A, 1)).isTrue();
    }

    @Test
    void theEldestMakesRoomWhereThereAreTooMany() {
        for (long id = 1; id <= 32_769; id++) {
            claims.claim(Streams.EDGE_A, id);
        }

        assertThat(claims.claim(Streams.EDGE_A, 2)).isFalse();
        assertThat(claims.claim(Streams.EDGE_A, 1)).isTrue();
    }
}
