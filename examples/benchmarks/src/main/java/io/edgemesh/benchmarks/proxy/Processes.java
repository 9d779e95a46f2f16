package io.edgemesh.benchmarks.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The processes of one comparison: those that serve are ended with it, those that measure are waited for. */
final class Processes implements AutoCloseable {
    private final List<Process> serving = new ArrayList<>();

    /** Starts one that serves until the end; {@code ready} is what it prints then, empty to wait for nothing. */
    Process serve(String ready, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        serving.add(process);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        if (!ready.isEmpty()) {
            for (String line = out.readLine(); line == null || !line.contains(ready); line = out.readLine()) {
                if (line == null) {
                    throw new IOException(command + " ended before it was ready");
                }
            }
        }
        Thread drain = new Thread(() -> drain(out));
        drain.setDaemon(true);
        drain.start();
        return process;
    }

    /** Keeps a process from waiting for a reader, until it ends or is ended. */
    private static void drain(BufferedReader out) {
        try {
            while (out.readLine() != null) {
                // nobody wants to know
            }
        } catch (IOException e) {
            // it was ended
        }
    }

    /** Starts a Java program of ours with the same class path. */
    Process serveJava(Class<?> program, List<String> args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(args);
        return serve("ready", command);
    }

    /** Runs one that measures; returns what it prints. */
    static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Returns the processor time that a process has used so far, in seconds. */
    static double cpuSeconds(Process process) {
        return process.info().totalCpuDuration().orElseThrow().toMillis() / 1000.0;
    }

    @Override
    public void close() {
        serving.forEach(Process::destroy);
        for (Process process : serving) {
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
