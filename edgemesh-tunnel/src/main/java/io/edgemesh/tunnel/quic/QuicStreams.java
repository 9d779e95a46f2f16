package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.StreamResetException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionStats;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The streams that a connection has at the moment, and what they and those before them took. Event loop only; the counts are
 * for any thread.
 */
final class QuicStreams implements Traffic {
    private final QuicChannel channel;
    private final Set<QuicStream> streams = new HashSet<>();
    private volatile int count; // of what is in the set, for other threads
    private volatile int opened; // written by the event loop alone
    private long delivered;
    private long discarded;

    QuicStreams(QuicChannel channel) {
        this.channel = channel;
    }

    /** Streams open now. */
    int count() {
        return count;
    }

    /** Streams opened so far. */
    int opened() {
        return opened;
    }

    void add(QuicStream stream) {
        streams.add(stream);
        count = streams.size();
        opened++;
    }

    void remove(QuicStream stream) {
        streams.remove(stream);
        count = streams.size();
    }

    /** Takes note that a stream has these bytes. */
    void delivered(int bytes) {
        delivered += bytes;
    }

    /** Takes note that a stream is ending on this side, and that up to so many bytes which it did not take go with it. */
    void discarded(long bytes) {
        discarded += bytes;
    }

    @Override
    public @Nullable Arrived arrived() {
        Future<QuicConnectionStats> stats = channel.collectStats(); // done at once, on the event loop
        if (!stats.isSuccess()) {
            return null;
        }
        return new Arrived(stats.getNow().recvBytes(), stats.getNow().recv());
    }

    @Override
    public long delivered() {
        return delivered;
    }

    @Override
    public long discarded() {
        return discarded;
    }

    @Override
    public boolean hasStreams() {
        return !streams.isEmpty();
    }

    @Override
    public boolean isBehind() {
        return streams.stream().anyMatch(QuicStreams::isBehind);
    }

    @Override
    public void resetUnread(String why) {
        List<QuicStream> behind = streams.stream().filter(QuicStreams::isBehind).toList();
        behind.forEach(stream -> stream.fail(StreamResetException.byUs("stream reset: " + why)));
    }

    private static boolean isBehind(QuicStream stream) {
        return stream.input().isBehind();
    }

    /** Resets all streams; to this side they are lost with their connection. */
    void loseAll(Throwable cause) {
        List.copyOf(streams).forEach(stream -> stream.fail(StreamResetException.connectionLost(cause)));
    }

    @Override
    public void abandon() {
        ByteBuf reason = Unpooled.copiedBuffer("too much is sent out of order", StandardCharsets.US_ASCII);
        channel.close(true, 0, reason, channel.newPromise());
    }

    @Override
    public String toString() {
        return String.valueOf(channel.remoteSocketAddress());
    }
}
