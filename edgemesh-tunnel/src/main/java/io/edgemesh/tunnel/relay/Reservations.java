package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.Ticker;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Grants reservations, with the relay's signature under each. Thread-safe. */
final class Reservations {
    private final PeerKeyPair keyPair;
    private final Supplier<List<Multiaddr>> addresses;
    private final RelayConfig config;
    private final InstantSource clock;
    private final ReservationTable table;

    Reservations(
            PeerKeyPair keyPair,
            Supplier<List<Multiaddr>> addresses,
            RelayConfig config,
            InstantSource clock,
            Ticker ticker) {
        this.keyPair = keyPair;
        this.addresses = addresses;
        this.config = config;
        this.clock = clock;
        table = new ReservationTable(config, ticker);
    }

    /** Returns a reservation for the peer at the other end of {@code connection}; {@code null} if the relay is full. */
    @Nullable
    Reservation grant(Connection connection) {
        Reservation fresh =
                table.fresh(connection); // a signature takes a millisecond: none for a peer that keeps asking
        if (fresh != null || !table.hasRoomFor(connection)) {
            return fresh;
        }
        Reservation reservation = sign(connection.peerId());
        table.put(connection, reservation);
        connection.closeFuture().addListener(closed -> table.closed(connection));
        return reservation;
    }

    private Reservation sign(PeerId peer) {
        PeerId relay = keyPair.peerId();
        Instant expires = clock.instant().plus(config.reservationTime()).truncatedTo(ChronoUnit.SECONDS);
        byte[] voucher = new ReservationVoucher(relay, peer, expires).seal(keyPair);
        List<Multiaddr> reachable = addresses.get().stream()
                .limit(Reservation.MAX_ADDRESSES)
                .map(address -> address.withPeerId(relay))
                .toList();
        return new Reservation(expires, reachable, voucher, config.limit());
    }

    /** Returns the connection over which {@code peer} has asked to be reached, or {@code null} if it has not. */
    @Nullable
    Connection connectionTo(PeerId peer) {
        return table.connectionTo(peer);
    }

    int size() {
        return table.size();
    }
}
