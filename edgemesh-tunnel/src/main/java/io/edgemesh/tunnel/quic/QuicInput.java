package io.edgemesh.tunnel.quic;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicStreamChannel;
import org.jspecify.annotations.Nullable;

/** The receiving half of a stream. Reads are asked for one by one, so what nobody reads stays in QUIC's window. */
final class QuicInput {
    private final QuicStream stream;
    private final QuicStreamChannel wire;
    private final QuicSession session;
    private boolean wanted; // a read is asked for
    private @Nullable ByteBuf held; // has come, and is not asked for yet
    private boolean remoteEnded;
    private boolean shutdown;
    private boolean reading; // within a read of the wire
    private long delivered;
    private boolean lost; // bytes have come that nobody took

    QuicInput(QuicStream stream, QuicStreamChannel wire, QuicSession session) {
        this.stream = stream;
        this.wire = wire;
        this.session = session;
    }

    /** Takes in what one read of the wire brings. */
    void received(ByteBuf bytes) {
        reading = true;
        delivered += bytes.readableBytes();
        session.streams().delivered(bytes.readableBytes());
        if (stream.isOpen() && !shutdown) {
            held = bytes;
        } else {
            lost |= !shutdown;
            bytes.release();
        }
    }

    void readComplete() {
        deliver();
        reading = false;
    }

    void remoteEnds() {
        remoteEnded = true;
        deliver();
    }

    void remoteResets() {
        reading = false;
        remoteEnded = true;
    }

    /** The pipeline wants to read. */
    void beginRead() {
        wanted = true;
        if (held != null || remoteEnded) {
            stream.eventLoop().execute(this::deliver);
        } else {
            wire.read();
        }
    }

    /** The pipeline wants no more for now. */
    void stopReading() {
        wanted = false;
    }

    /** Hands over what has come, as far as it is wanted. */
    private void deliver() {
        ByteBuf bytes = held;
        if (bytes != null && wanted && stream.isOpen()) {
            held = null;
            wanted = false;
            stream.pipeline().fireChannelRead(bytes);
            stream.pipeline().fireChannelReadComplete(); // with autoRead this begins the next read
        }
        if (held == null && remoteEnded && wanted && !shutdown && stream.isOpen()) {
            shutdown = true;
            stream.inputEnds();
        }
    }

    /** Whether what comes waits in QUIC's window, as nobody asks for it. */
    boolean isBehind() {
        return !wanted && !remoteEnded && !shutdown;
    }

    boolean shutdown() {
        return shutdown;
    }

    /** Whether the remote has sent all it will. */
    boolean remoteEnded() {
        return remoteEnded;
    }

    /** Whether the remote has sent all it will, and the pipeline knows. */
    boolean ended() {
        return remoteEnded && shutdown;
    }

    /** Whether a read of the wire goes on, and may bring more. */
    boolean reading() {
        return reading;
    }

    /** Whether bytes have come that nobody took. */
    boolean lost() {
        return lost || held != null;
    }

    /** Reads what has come by now: the stream is closed, and it matters whether bytes are lost. */
    void readRest() {
        if (!remoteEnded) {
            wire.read();
        }
    }

    /** Takes no more: what has come and what still comes is discarded. */
    void shutdownByUs() {
        if (!shutdown) {
            shutdown = true;
            releaseHeld();
            stopRemote();
        }
    }

    /** Has the remote send no more, so that nothing is waited for. */
    void stopRemote() {
        if (giveUp()) {
            wire.shutdownInput(QuicStream.RESET);
        }
    }

    /** Waits for nothing more, and counts what may come yet; {@code false} if nothing may. */
    boolean giveUp() {
        boolean more = !remoteEnded;
        if (more) {
            remoteEnded = true;
            session.streams().discarded(window());
        }
        return more;
    }

    /** The most that may have come, or be on its way, beyond what was read: a window doubles with what is read at most. */
    private long window() {
        return Math.min(QuicLimits.MAX_STREAM_WINDOW_BYTES, Math.max(session.firstWindow(), 2 * delivered));
    }

    /** The stream is closed. */
    void close() {
        lost = lost();
        releaseHeld();
    }

    private void releaseHeld() {
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
