package io.edgemesh.tunnel.netns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;

/** Measures how long something takes to come back, for the report {@code target/recovery.txt}; asserts nothing. */
final class Stopwatch {
    private static final Path REPORT = Path.of("target", "recovery.txt");
    private static final long GIVE_UP_NANOS = 40_000_000_000L;

    private final long begun = System.nanoTime();

    /** Reports the time since the beginning. */
    void report(String what) throws IOException {
        report(what, (System.nanoTime() - begun) / 1_000_000 + " ms");
    }

    static void report(String what, String measured) throws IOException {
        String line = what + ": " + measured + '\n';
        Files.writeString(REPORT, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Asks again and again until an echo comes back, and returns it. */
    String untilAnswered(Callable<String> echo) throws Exception {
        String answer = echo.call();
        while (!answer.startsWith("same") && System.nanoTime() - begun < GIVE_UP_NANOS) {
            answer = echo.call();
        }
        return answer;
    }
}
