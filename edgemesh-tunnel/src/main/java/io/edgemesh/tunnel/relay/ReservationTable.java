package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may be reached through this relay, and over which connection. One reservation a peer; the last one counts.
 *
 * <p>Guarded by itself. Expiry runs by the ticker, so that a clock that is set does not end reservations.
 */
final class ReservationTable {
    private record Entry(Connection connection, @Nullable InetAddress ip, Reservation reservation, long grantedNanos) {}

    private final RelayConfig config;
    private final Ticker ticker;
    private final Map<PeerId, Entry> entries = new LinkedHashMap<>(); // the oldest grant first
    private final Map<InetAddress, Integer> perIp = new HashMap<>();

    ReservationTable(RelayConfig config, Ticker ticker) {
        this.config = config;
        this.ticker = ticker;
    }

    /** Returns whether the peer at the other end of {@code connection} can be given a reservation, new or renewed. */
    synchronized boolean hasRoomFor(Connection connection) {
        expire();
        Entry held = entries.get(connection.peerId());
        InetAddress ip = RemoteIp.of(connection);
        boolean sameIp = held != null && ip != null && ip.equals(held.ip);
        return (held != null || entries.size() < config.maxReservations())
                && (sameIp || ip == null || perIp.getOrDefault(ip, 0) < config.maxReservationsPerIp());
    }

    /** Returns the reservation that {@code connection} holds if it is so young that there is nothing to renew. */
    synchronized @Nullable Reservation fresh(Connection connection) {
        Entry held = entries.get(connection.peerId());
        if (held == null || held.connection != connection) {
            return null;
        }
        return age(held) < config.reservationTime().toNanos() / 20 ? held.reservation : null;
    }

    /** Notes a reservation, in the place of an earlier one of the peer. */
    synchronized void put(Connection connection, Reservation reservation) {
        remove(connection.peerId());
        Entry entry = new Entry(connection, RemoteIp.of(connection), reservation, ticker.nanoTime());
        entries.put(connection.peerId(), entry);
        if (entry.ip != null) {
            perIp.merge(entry.ip, 1, Integer::sum);
        }
    }

    /** Returns the connection over which {@code peerId} has asked to be reached, or {@code null} if it has not. */
    synchronized @Nullable Connection connectionTo(PeerId peerId) {
        expire();
        Entry entry = entries.get(peerId);
        return entry == null ? null : entry.connection;
    }

    /** Ends the reservation that was made over a connection which is gone. */
    synchronized void closed(Connection connection) {
        Entry held = entries.get(connection.peerId());
        if (held != null && held.connection == connection) {
            remove(connection.peerId());
        }
    }

    synchronized int size() {
        expire();
        return entries.size();
    }

    private void expire() {
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (age(entry) < config.reservationTime().toNanos()) {
                return;
            }
            oldest.remove();
            releaseIp(entry.ip);
        }
    }

    private long age(Entry entry) {
        return ticker.nanoTime() - entry.grantedNanos;
    }

    private void remove(PeerId peerId) {
        Entry removed = entries.remove(peerId);
        if (removed != null) {
            releaseIp(removed.ip);
        }
    }

    private void releaseIp(@Nullable InetAddress ip) {
        if (ip != null) {
            perIp.computeIfPresent(ip, (key, count) -> count == 1 ? null : count - 1);
        }
    }
}
