package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.StreamSession;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Closes a connection that has had no stream for a while; looks four times in that while. Event loop only. */
final class IdleWatch {
    private static final int LOOKS = 4;

    private final StreamSession session;
    private int quietLooks;
    private int streamsBefore;

    private IdleWatch(StreamSession session) {
        this.session = session;
    }

    /** Begins to watch; does nothing for a time of zero. */
    static void begin(Channel channel, StreamSession session, Duration idleTimeout) {
        if (idleTimeout.isZero()) {
            return;
        }
        IdleWatch watch = new IdleWatch(session);
        long interval = Math.max(1, idleTimeout.toNanos() / LOOKS);
        Future<?> looking =
                channel.eventLoop().scheduleAtFixedRate(watch::look, interval, interval, TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> looking.cancel(false));
    }

    private void look() {
        boolean busy = session.streamCount() > 0 || session.streamsOpened() != streamsBefore;
        streamsBefore = session.streamsOpened();
        quietLooks = busy ? 0 : quietLooks + 1;
        if (quietLooks == LOOKS) {
            session.drain();
        }
    }
}
