package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A go-libp2p host in a process of its own, made from {@code src/test/interop/relay}. */
final class GoPeer implements AutoCloseable {
    private static final File SOURCE = new File("src/test/interop/relay");
    private static final File PROGRAM = new File("target/interop/relay-peer");

    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter commands;
    private final Multiaddr address;

    private GoPeer(Process process) throws IOException {
        this.process = process;
        answers = process.inputReader(StandardCharsets.UTF_8);
        commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        String ready = answers.readLine();
        if (ready == null || !ready.startsWith("ready ")) {
            throw new IOException("the Go peer did not start: " + ready);
        }
        address = Multiaddr.parse(ready.substring("ready ".length()));
    }

    /** Builds the program, or skips the test where that cannot be or nobody has asked for it. */
    static void assumeBuilt() throws Exception {
        Assumptions.assumeTrue(
                Boolean.getBoolean("edgemesh.interop"),
                "peers of other implementations: run with -Dedgemesh.interop=true");
        Process build = null;
        try {
            ProcessBuilder command = new ProcessBuilder("go", "build", "-o", PROGRAM.getAbsolutePath(), ".")
                    .directory(SOURCE)
                    .redirectErrorStream(true)
                    .redirectOutput(new File("target", "interop-build.log"));
            command.environment().put("GOTOOLCHAIN", "go1.20.14"); // the last that this go-libp2p can be built with
            build = command.start();
        } catch (IOException e) {
            Assumptions.abort("peers of other implementations: there is no Go here");
        }
        Assumptions.assumeTrue(
                build.waitFor(5, TimeUnit.MINUTES) && build.exitValue() == 0,
                "peers of other implementations: Go could not build the peer, see target/interop-build.log");
    }

    /** Starts a peer; the arguments are explained in its source. */
    static GoPeer start(Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(PROGRAM.getAbsolutePath()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new GoPeer(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(new File("target", "interop.log")))
                .start());
    }

    /** Returns where the peer listens, its id at the end. */
    Multiaddr address() {
        return address;
    }

    String ask(String command) throws IOException {
        commands.println(command);
        return String.valueOf(answers.readLine());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }
}
