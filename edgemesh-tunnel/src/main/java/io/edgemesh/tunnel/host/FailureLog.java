package io.edgemesh.tunnel.host;

import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what went wrong with connections that others opened, since nobody else learns of it: each kind of failure at most
 * once a minute, with how often it has happened since. Threads: any.
 */
final class FailureLog {
    private static final Logger LOGGER = LoggerFactory.getLogger(FailureLog.class);
    private static final long INTERVAL_MILLIS = 60_000;

    private final Clock clock;
    private final ConcurrentMap<Class<?>, Seen> seen = new ConcurrentHashMap<>();

    /** When a kind was last told of, and how often it has happened since. */
    private record Seen(long toldAt, int untold) {}

    FailureLog(Clock clock) {
        this.clock = clock;
    }

    void inboundFailed(Object origin, Throwable cause) {
        long now = clock.millis();
        int[] untold = {-1};
        seen.compute(cause.getClass(), (kind, before) -> {
            if (before != null && now - before.toldAt < INTERVAL_MILLIS) {
                return new Seen(before.toldAt, before.untold + 1);
            }
            untold[0] = before == null ? 0 : before.untold;
            return new Seen(now, 0);
        });
        if (untold[0] >= 0) {
            LOGGER.atWarn()
                    .addKeyValue("from", origin)
                    .addKeyValue("failure", cause.getMessage())
                    .addKeyValue("untold", untold[0])
                    .log("inbound connection failed");
        }
    }
}
