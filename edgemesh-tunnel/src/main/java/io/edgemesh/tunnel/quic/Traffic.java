package io.edgemesh.tunnel.quic;

import org.jspecify.annotations.Nullable;

/** What one connection has carried so far, and what can be done about what is unread. Event loop only. */
interface Traffic {
    /**
     * What has arrived.
     *
     * @param bytes   of all packets, headers included
     * @param packets how many
     */
    record Arrived(long bytes, long packets) {}

    /** Returns what has arrived so far; {@code null} if that cannot be told. */
    @Nullable
    Arrived arrived();

    /** How many bytes streams were given in all. */
    long delivered();

    /** How many bytes, at most, went with streams that ended on this side before the remote's end. */
    long discarded();

    boolean hasStreams();

    /** Whether there are streams that nobody reads at the moment. */
    boolean isBehind();

    /** Resets those. */
    void resetUnread(String why);

    /** Closes the connection, for what the peer sends cannot be read. */
    void abandon();
}
