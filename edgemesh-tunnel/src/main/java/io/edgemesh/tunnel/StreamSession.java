package io.edgemesh.tunnel;

import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What puts streams on one connection and takes in those of the remote. Threads: any. */
public interface StreamSession {
    /**
     * Opens a stream. The remote hears of it with the first bytes written, so opening costs no round trip.
     *
     * @param handler added to the stream's pipeline before it becomes active
     * @return fails when the connection is ending or carries as many streams as it may
     */
    Future<StreamChannel> open(ChannelHandler handler);

    /** Takes and opens no more streams, and closes the connection when the last one has ended. */
    void drain();

    /** Smoothed round trip; zero while unknown. */
    Duration roundTrip();

    /** Streams open now, in both directions. */
    int streamCount();

    /** Streams opened so far, in both directions; wraps around. */
    int streamsOpened();

    /** Why the connection ended, or {@code null} while it stands. */
    @Nullable
    Throwable failure();
}
