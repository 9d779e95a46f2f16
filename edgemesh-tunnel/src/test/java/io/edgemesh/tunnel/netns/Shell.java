package io.edgemesh.tunnel.netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands that are over in a moment. */
final class Shell {
    private Shell() {}

    /** Runs a command of words separated by single spaces; fails with its output unless it succeeds. */
    static void run(String command) {
        String output = outputOf(List.of(command.split(" ")));
        if (output != null) {
            throw new IllegalStateException(command + ": " + output);
        }
    }

    /** Returns whether a command succeeds. */
    static boolean succeeds(String... command) {
        return outputOf(List.of(command)) == null;
    }

    /** Returns what a command of words separated by single spaces says. */
    static String read(String command) {
        try {
            Process process = new ProcessBuilder(command.split(" ")).start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Feeds {@code input} to a command. */
    static void feed(String command, String input) {
        try {
            Process process = new ProcessBuilder(command.split(" "))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns {@code null} on success, else what the command said. */
    private static String outputOf(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(20, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0 ? null : output;
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
