package io.edgemesh.tunnel.yamux;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The streams of a session by id. Ids of the side that dialled are odd, those of the other even; none is used twice. */
final class StreamTable {
    private final IntObjectMap<YamuxStream> streams = new IntObjectHashMap<>();
    private final Set<YamuxStream> unborn = new HashSet<>(); // ours, of which the remote has not heard
    private final boolean initiator;
    private int nextId;
    private int pendingInbound; // not acknowledged by us

    StreamTable(boolean initiator) {
        this.initiator = initiator;
        this.nextId = initiator ? 1 : 2;
    }

    @Nullable
    YamuxStream find(int streamId) {
        return streams.get(streamId);
    }

    /** Takes in a stream of ours; it gets its id when the remote is told. */
    void addOutbound(YamuxStream stream) {
        unborn.add(stream);
    }

    /** Gives a stream of ours its id. */
    void introduce(YamuxStream stream) {
        unborn.remove(stream);
        stream.assign(nextId);
        streams.put(nextId, stream);
        nextId += 2;
    }

    /** Whether ids are left for streams of ours: there are two thousand million of them. */
    boolean exhausted() {
        return nextId < 0;
    }

    void addInbound(YamuxStream stream) {
        streams.put(stream.streamId(), stream);
        pendingInbound++;
    }

    void accepted() {
        pendingInbound--;
    }

    void remove(YamuxStream stream) {
        if (stream.streamId() == 0) {
            unborn.remove(stream);
        } else {
            streams.remove(stream.streamId());
        }
        if (stream.inbound() && !stream.introduced()) {
            pendingInbound--;
        }
    }

    int size() {
        return streams.size() + unborn.size();
    }

    int pendingInbound() {
        return pendingInbound;
    }

    /** Whether the id is one the remote may choose. */
    boolean isRemoteId(int streamId) {
        return (streamId & 1) == (initiator ? 0 : 1);
    }

    /** Whether we have given this id to a stream, now or earlier. */
    boolean wasIssued(int streamId) {
        return !isRemoteId(streamId) && Integer.compareUnsigned(streamId, nextId) < 0;
    }

    /** The stream with most unread bytes. */
    @Nullable
    YamuxStream largestReader() {
        YamuxStream largest = null;
        for (YamuxStream stream : streams.values()) {
            if (largest == null
                    || stream.input().unreadBytes() > largest.input().unreadBytes()) {
                largest = stream;
            }
        }
        return largest;
    }

    /** All streams at this moment. */
    List<YamuxStream> snapshot() {
        List<YamuxStream> all = new ArrayList<>(streams.values());
        all.addAll(unborn);
        return all;
    }
}
