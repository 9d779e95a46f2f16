package io.edgemesh.tunnel.yamux;

import io.edgemesh.tunnel.MemoryBudget;
import io.edgemesh.tunnel.StreamResetException;

/** What the streams of one session may hold of what the remote sends, out of what all sessions may hold together. */
final class ReceiveMemory {
    private final int maxWindowBytes;
    private final MemoryBudget growth;
    private final MemoryBudget unread;
    private final StreamTable streams;

    ReceiveMemory(YamuxConfig config, YamuxMemory host, StreamTable streams) {
        maxWindowBytes = config.maxWindowBytes();
        growth = host.growth().share(config.maxGrowthBytes());
        unread = host.unread().share(config.maxUnreadBytes());
        this.streams = streams;
    }

    ReceiveWindow newWindow(long nowNanos) {
        return new ReceiveWindow(maxWindowBytes, growth, nowNanos);
    }

    /** Makes room for unread bytes, at the expense of the stream that holds most; {@code false} when that is this one. */
    boolean reserve(YamuxStream stream, int bytes) {
        while (!unread.tryReserve(bytes)) {
            YamuxStream largest = streams.largestReader();
            YamuxStream victim = largest == null || largest.input().unreadBytes() == 0 ? stream : largest;
            victim.fail(StreamResetException.byUs("stream reset: "
                    + victim.input().unreadBytes() + " bytes unread while the connection may hold " + unread.limit()));
            if (victim == stream) {
                return false;
            }
        }
        return true;
    }

    void release(int bytes) {
        unread.release(bytes);
    }
}
