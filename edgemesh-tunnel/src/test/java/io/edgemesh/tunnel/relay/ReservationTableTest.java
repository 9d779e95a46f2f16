package io.edgemesh.tunnel.relay;

import static io.edgemesh.tunnel.fakes.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.FakeConnection;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReservationTableTest {
    private static final Reservation RESERVATION = new Reservation(Instant.EPOCH, List.of(), null, CircuitLimit.NONE);

    private final MockTicker ticker = Ticker.newMockTicker();
    private final ReservationTable table =
            new ReservationTable(RelayConfig.DEFAULT.withReservations(3, 2, Duration.ofMinutes(1)), ticker);

    @Test
    void findsTheConnectionOfTheLastReservationOfAPeer() {
        FakeConnection first = FakeConnection.from(1);
        FakeConnection second = FakeConnection.from(1);

        table.put(first, RESERVATION);
        table.put(second, RESERVATION);

        assertThat(table.connectionTo(peer(1))).isSameAs(second);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void forgetsAReservationWhoseTimeIsOver() {
        table.put(FakeConnection.from(1), RESERVATION);
        ticker.advance(30, TimeUnit.SECONDS);
        table.put(FakeConnection.from(2), RESERVATION);

        ticker.advance(30, TimeUnit.SECONDS);

        assertThat(table.connectionTo(peer(1))).isNull();
        assertThat(table.connectionTo(peer(2))).isNotNull();
    }

    @Test
    void aRenewedReservationLastsFromItsRenewal() {
        FakeConnection connection = FakeConnection.from(1);
        table.put(connection, RESERVATION);
        ticker.advance(50, TimeUnit.SECONDS);
        table.put(connection, RESERVATION);

        ticker.advance(50, TimeUnit.SECONDS);

        assertThat(table.connectionTo(peer(1))).isSameAs(connection);
    }

    @Test
    void endsAReservationWithItsConnectionButNotWithAnEarlierOne() {
        FakeConnection earlier = FakeConnection.from(1);
        FakeConnection current = FakeConnection.from(1);
        table.put(earlier, RESERVATION);
        table.put(current, RESERVATION);

        table.closed(earlier);
        assertThat(table.connectionTo(peer(1))).isSameAs(current);

        table.closed(current);
        assertThat(table.connectionTo(peer(1))).isNull();
    }

    @Test
    void isFullForOneIpBeforeItIsFullForAll() {
        table.put(FakeConnection.from(1), RESERVATION);
        table.put(FakeConnection.from(2), RESERVATION);

        assertThat(table.hasRoomFor(FakeConnection.from(3))).isFalse();
        assertThat(table.hasRoomFor(new FakeConnection(peer(3), "/ip4/192.0.2.2/tcp/1")))
                .isTrue();
    }

    @Test
    void isFullForNewPeersButNotForThoseWhoRenew() {
        FakeConnection known = FakeConnection.from(1);
        table.put(known, RESERVATION);
        table.put(new FakeConnection(peer(2), "/ip4/192.0.2.2/tcp/1"), RESERVATION);
        table.put(new FakeConnection(peer(3), "/ip4/192.0.2.3/tcp/1"), RESERVATION);

        assertThat(table.hasRoomFor(new FakeConnection(peer(4), "/ip4/192.0.2.4/tcp/1")))
                .isFalse();
        assertThat(table.hasRoomFor(known)).isTrue();
    }

    @Test
    void countsThePlacesOfAnIpDownAgain() {
        for (int peer = 1; peer < 10; peer++) {
            FakeConnection connection = FakeConnection.from(peer);
            assertThat(table.hasRoomFor(connection)).isTrue();
            table.put(connection, RESERVATION);
            if (peer % 2 == 0) {
                table.closed(connection);
            } else {
                ticker.advance(1, TimeUnit.MINUTES);
            }
        }

        assertThat(table.size()).isZero();
    }

    @Test
    void aReservationIsFreshForAShortWhileOnItsOwnConnection() {
        FakeConnection connection = FakeConnection.from(1);
        table.put(connection, RESERVATION);

        assertThat(table.fresh(connection)).isSameAs(RESERVATION);
        assertThat(table.fresh(FakeConnection.from(1))).isNull();
        ticker.advance(3, TimeUnit.SECONDS);
        assertThat(table.fresh(connection)).isNull();
    }
}
