package io.edgemesh.tunnel.yamux;

import org.jspecify.annotations.Nullable;

/**
 * Whether a session goes on.
 *
 * <pre>
 *   open --drained--> draining --last stream has ended--> over
 *     |  --remote goes away in good order--> opens no more streams of ours
 *     +--rules broken, silence, connection lost, remote goes away for a failure--> over: all streams are lost
 * </pre>
 *
 * <p>On the connection's event loop; {@link #failure} is for any thread.
 */
final class SessionLife {
    private static final int GO_AWAY_NORMAL = 0;
    private static final int GO_AWAY_PROTOCOL_ERROR = 1;

    private final YamuxSession session;
    private final StreamTable streams;
    private boolean draining;
    private boolean remoteGone;
    private volatile @Nullable Throwable failure;

    SessionLife(YamuxSession session, StreamTable streams) {
        this.session = session;
        this.streams = streams;
    }

    /** Why it is over; {@code null} while it is not. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    boolean draining() {
        return draining;
    }

    /** Whether streams of ours may still be opened. */
    boolean opensStreams() {
        return failure == null && !draining && !remoteGone;
    }

    void drain() {
        draining = true;
        streamClosed();
    }

    void streamClosed() {
        if (draining && streams.size() == 0) {
            fail(new GoAwayException("connection closed in good order"));
        }
    }

    void remoteGoesAway(long code) {
        remoteGone = true;
        if (code != GO_AWAY_NORMAL) {
            fail(GoAwayException.fromPeer(code));
        }
    }

    /** The remote has broken the rules; it is told so. */
    void violated(YamuxProtocolException violation) {
        fail(violation, GO_AWAY_PROTOCOL_ERROR);
    }

    void fail(Throwable cause) {
        fail(cause, GO_AWAY_NORMAL);
    }

    private void fail(Throwable cause, int code) {
        if (failure == null) {
            lost(cause);
            session.hangUp(code);
        }
    }

    /** There is no connection any more. */
    void lost(Throwable cause) {
        if (failure == null) {
            failure = cause;
            session.stop(cause);
        }
    }
}
