package io.edgemesh.bundle.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/**
 * One line an event on standard error, facts as key-value pairs.
 *
 * <p>Set up here and not in a {@code logback.xml}, which would reach into an embedder's logging and costs an XML parser at
 * start. Whoever wants it otherwise says so with logback's own {@code -Dlogback.configurationFile=FILE}.
 */
final class Logging {
    private static final String OWN_CONFIGURATION = "logback.configurationFile";
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %msg %kvp%n%ex";

    private Logging() {}

    static void configure(LogLevel level) {
        if (System.getProperty(OWN_CONFIGURATION) != null) {
            return;
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(level.name()));
        root.addAppender(console(context));
        context.getLogger("io.netty").setLevel(level == LogLevel.ERROR ? Level.ERROR : Level.WARN);
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        return console;
    }
}
