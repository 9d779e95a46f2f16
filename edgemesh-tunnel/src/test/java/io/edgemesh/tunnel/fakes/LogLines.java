package io.edgemesh.tunnel.fakes;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** What a class logs while this is open. Other tests may write into the same log at that time, so ask for lines of your own. */
public final class LogLines implements AutoCloseable {
    private final Logger logger;
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    private LogLines(Logger logger) {
        this.logger = logger;
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        logger.addAppender(lines);
    }

    public static LogLines of(Class<?> logging) {
        return new LogLines((Logger) LoggerFactory.getLogger(logging));
    }

    /** Returns the lines so far that the predicate holds for. */
    public List<ILoggingEvent> matching(Predicate<ILoggingEvent> wanted) {
        return lines.list.stream().filter(wanted).toList();
    }

    /** Returns whether a line has this key with this value. */
    public static boolean has(ILoggingEvent line, String key, Object value) {
        List<KeyValuePair> pairs = line.getKeyValuePairs();
        return pairs != null && pairs.contains(new KeyValuePair(key, value));
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
    }
}
