package io.edgemesh.tunnel.netns;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A host in a process of its own inside a network namespace; see {@link PeerMain} and {@link NodeMain} for what it can be told. */
final class PeerProcess implements AutoCloseable {
    private final Process process;
    private final PrintWriter commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private String greeting = "";

    private PeerProcess(Process process) {
        this.process = process;
        commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "answers of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a host and waits until it is ready. */
    static PeerProcess start(String namespace, Object... arguments) throws Exception {
        return launch(namespace, PeerMain.class, arguments).awaitReady();
    }

    /** Launches a class's {@code main}, whose first line of output begins with "ready". */
    static PeerProcess launch(String namespace, Class<?> main, Object... arguments) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1", // they live for seconds: starting fast is all
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return launch(namespace, command);
    }

    /** Launches a program, whose first line of output is its greeting. */
    static PeerProcess launch(String namespace, List<String> program) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.addAll(program);
        File log = new File("target", "netns-" + namespace + ".log");
        return new PeerProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log))
                .start());
    }

    /** Waits until the process says that it is ready. */
    PeerProcess awaitReady() throws InterruptedException {
        return awaitGreeting("ready");
    }

    /** Waits for the first line, which begins with {@code word}. */
    PeerProcess awaitGreeting(String word) throws InterruptedException {
        String line = answers.poll(60, TimeUnit.SECONDS);
        if (line == null || !line.startsWith(word)) {
            close();
            throw new IllegalStateException("expected " + word + ", came " + line);
        }
        greeting = line;
        return this;
    }

    /** Returns the line with which it said that it is ready. */
    String greeting() {
        return greeting;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Tells the host something and returns its answer. */
    String ask(String command) throws InterruptedException {
        commands.println(command);
        String answer = answers.poll(60, TimeUnit.SECONDS);
        if (answer == null) {
            throw new IllegalStateException("no answer to " + command);
        }
        return answer;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            answers.add("gone: " + e);
        }
    }

    /** Ends the host as a power failure would. */
    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }
}
