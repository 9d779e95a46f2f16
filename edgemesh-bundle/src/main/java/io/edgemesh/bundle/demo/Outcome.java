package io.edgemesh.bundle.demo;

import io.edgemesh.api.transport.DialPath;
import org.jspecify.annotations.Nullable;

/** How a step ended; a step that failed throws instead. */
sealed interface Outcome {
    /**
     * It did what it shows.
     *
     * @param detail what came back
     * @param path   the way it took, or {@code null} where nothing was carried
     */
    record Done(String detail, @Nullable DialPath path) implements Outcome {}

    /**
     * This version cannot do it yet.
     *
     * @param why what is not there
     */
    record Missing(String why) implements Outcome {}

    /** It did what it shows, and its traffic went that way. */
    static Outcome done(String detail, DialPath path) {
        return new Done(detail, path);
    }

    /** It did what it shows, and carried nothing. */
    static Outcome done(String detail) {
        return new Done(detail, null);
    }

    /** Fails unless what came back is what was expected. */
    static void expect(Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new StepFailure("expected " + expected + ", got " + actual);
        }
    }
}
