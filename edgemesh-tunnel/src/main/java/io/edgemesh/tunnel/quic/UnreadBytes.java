package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.MemoryBudget;

/**
 * About how much one connection holds that nobody has read, which the codec does not tell: what has arrived, less what
 * packets carry besides, what streams were given and what they gave up. What is sent ahead of bytes that are kept back
 * counts too. Event loop only.
 *
 * <p>It is a guess, off by a few bytes a packet and by what a peer resets. So a twentieth of what streams are given is
 * taken off besides, as long as all of them are read; without streams it is nothing.
 */
final class UnreadBytes {
    /** What headers of packet and frame take, and the tag: of an acknowledgement by itself, nearly all. */
    static final int PACKET_OVERHEAD = 52;

    private static final int ERROR_SHARE = 20;

    private final Traffic traffic;
    private final MemoryBudget budget;
    private long balance; // at the last look
    private long delivered; // likewise
    private long guess;
    private long reserved;

    UnreadBytes(Traffic traffic, MemoryBudget budget) {
        this.traffic = traffic;
        this.budget = budget;
    }

    long guess() {
        return guess;
    }

    void measure() {
        Traffic.Arrived arrived = traffic.arrived();
        if (arrived != null) {
            update(arrived.bytes() - arrived.packets() * PACKET_OVERHEAD - traffic.delivered() - traffic.discarded());
        }
        if (guess < reserved) {
            release(reserved - guess);
        }
    }

    private void update(long now) {
        long error = traffic.isBehind() ? 0 : (traffic.delivered() - delivered) / ERROR_SHARE;
        guess = traffic.hasStreams() ? Math.max(0, guess + now - balance - error) : 0;
        balance = now;
        delivered = traffic.delivered();
    }

    /** Counts the guess against the budget; {@code false} when that much is not left. */
    boolean reserve() {
        long more = guess - reserved;
        if (more <= 0) {
            return true;
        }
        if (!budget.tryReserve(more)) {
            return false;
        }
        reserved = guess;
        return true;
    }

    /** Frees what is unread: resets the streams that nobody reads, or else ends the connection. */
    void drop() {
        if (traffic.isBehind()) {
            traffic.resetUnread("its connection holds about " + guess + " bytes that nobody has read; the limit is "
                    + budget.limit() + ", or less where other connections hold much");
        } else {
            traffic.abandon();
        }
        forget();
    }

    /** Counts nothing until the next look. */
    void forget() {
        guess = 0;
        release(reserved);
    }

    private void release(long bytes) {
        reserved -= bytes;
        budget.release(bytes);
    }

    @Override
    public String toString() {
        return traffic.toString();
    }
}
