package io.edgemesh.tunnel.yamux;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Decides which stream sends next.
 *
 * <p>While the connection takes what it is given, a stream writes at once. When the connection is congested, streams with
 * something to send queue up and get one frame each, round after round, as it drains; a stream without window is not in the
 * queue at all. Streams whose first frame would exceed the number the remote has yet to acknowledge wait in a second queue.
 */
final class SendScheduler {
    private final FrameWriter writer;
    private final int maxUnacknowledged;
    private final Queue<YamuxStream> ready = new ArrayDeque<>();
    private final Queue<YamuxStream> unborn = new ArrayDeque<>();
    private int unacknowledged;
    private boolean running;
    private boolean turn;

    SendScheduler(FrameWriter writer, int maxUnacknowledged) {
        this.writer = writer;
        this.maxUnacknowledged = maxUnacknowledged;
    }

    /** Whether the stream may send a frame now; if not, it is queued and will be told to {@code flushNow}. */
    boolean maySend(YamuxStream stream) {
        if (turn || !running && ready.isEmpty() && writer.isWritable()) {
            turn = false;
            return true;
        }
        if (stream.enqueue()) {
            ready.add(stream);
        }
        return false;
    }

    /** Whether the stream may introduce itself to the remote; if not, it is queued and will be told to {@code flushNow}. */
    boolean mayOpen(YamuxStream stream) {
        if (unacknowledged < maxUnacknowledged) {
            unacknowledged++;
            return true;
        }
        if (stream.enqueue()) {
            unborn.add(stream);
        }
        return false;
    }

    /** A stream that we introduced was acknowledged, or has ended without. */
    void acknowledged() {
        unacknowledged--;
        while (unacknowledged < maxUnacknowledged && !unborn.isEmpty()) {
            unborn.remove().dequeueAndFlush();
        }
    }

    /** Gives turns as long as the connection takes frames. */
    void run() {
        if (running) {
            return;
        }
        running = true;
        try {
            while (writer.isWritable() && !ready.isEmpty()) {
                turn = true;
                ready.remove().dequeueAndFlush();
                turn = false;
            }
        } finally {
            running = false;
        }
        writer.flushNow();
    }

    /** Forgets all streams. */
    void clear() {
        ready.clear();
        unborn.clear();
    }
}
