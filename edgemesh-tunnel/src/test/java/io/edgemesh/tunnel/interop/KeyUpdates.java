package io.edgemesh.tunnel.interop;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Counts the changes of keys of the JDK's TLS engine, which only its log tells of. Needs {@code -Djavax.net.debug=}, which
 * sends that log through the platform's loggers.
 */
final class KeyUpdates extends Handler implements AutoCloseable {
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();

    /** Begins to count, in the whole JVM. */
    static KeyUpdates count() {
        KeyUpdates updates = new KeyUpdates();
        Logger logger = Logger.getLogger("javax.net.ssl");
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.FINE);
        logger.addHandler(updates);
        return updates;
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getMessage().startsWith("Produced KeyUpdate")) {
            made.incrementAndGet();
        } else if (record.getMessage().startsWith("Consuming KeyUpdate")) {
            taken.incrementAndGet();
        }
    }

    /** Returns how often this side has changed its keys. */
    int made() {
        return made.get();
    }

    /** Returns how often the other side has. */
    int taken() {
        return taken.get();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger logger = Logger.getLogger("javax.net.ssl");
        logger.removeHandler(this);
        logger.setLevel(Level.OFF);
    }
}
