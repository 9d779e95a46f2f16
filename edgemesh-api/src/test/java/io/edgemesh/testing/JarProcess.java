package io.edgemesh.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A runnable jar as a process of its own, for end-to-end tests. Closing it ends it the hard way if it still runs. */
public final class JarProcess implements AutoCloseable {
    private static final int SECONDS = 60;

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> output;

    private JarProcess(Process process) {
        this.process = process;
        output = CompletableFuture.runAsync(this::read, work -> {
            Thread reader = new Thread(work, "output-of-" + process.pid());
            reader.setDaemon(true);
            reader.start();
        });
    }

    /** Starts {@code java -jar JAR ARGUMENTS...} with the JVM of the test. */
    public static JarProcess start(Path jar, String... arguments) {
        return start(Map.of(), jar, arguments);
    }

    /** Starts it with variables added to its environment. */
    public static JarProcess start(Map<String, String> environment, Path jar, String... arguments) {
        if (!Files.exists(jar)) {
            throw new IllegalStateException(
                    jar + " is not there: it is built by \"mvn package\", which this test follows");
        }
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return new JarProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            reader.lines().forEach(line -> {
                lines.add(line);
                synchronized (lines) {
                    lines.notifyAll();
                }
            });
        } catch (IOException | UncheckedIOException e) {
            lines.add("output ended: " + e);
        }
    }

    /** Returns all that it has written so far, to either stream. */
    public String output() {
        return String.join("\n", lines);
    }

    /** Waits for a line that holds the text, and returns it. */
    public String awaitLine(String text) throws InterruptedException {
        return awaitLine(line -> line.contains(text), text);
    }

    private String awaitLine(Predicate<String> wanted, String text) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        synchronized (lines) {
            while (true) {
                for (String line : lines) {
                    if (wanted.test(line)) {
                        return line;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0 || output.isDone()) {
                    throw new AssertionError("no line with \"" + text + "\" in:\n" + output());
                }
                lines.wait(Math.min(left, 500)); // the process may end without another line
            }
        }
    }

    /** Waits for its end and returns its exit code. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + SECONDS + " s:\n" + output());
        }
        output.join();
        return process.exitValue();
    }

    /** Asks it to end, as a service manager does, and returns its exit code. */
    public int terminate() throws InterruptedException {
        process.toHandle().destroy(); // the process's own method would no longer listen to what it says at its end
        return awaitExit();
    }

    /** Ends it the hard way, as {@code kill -9} does, and waits for that. */
    public void kill() throws InterruptedException {
        close();
        awaitExit();
    }

    public boolean running() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
