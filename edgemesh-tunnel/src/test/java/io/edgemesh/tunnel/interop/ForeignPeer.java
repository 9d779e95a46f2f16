package io.edgemesh.tunnel.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A running peer of another implementation; ends when it is closed. */
public final class ForeignPeer implements AutoCloseable {
    private static final String LISTENING = "LISTENING ";

    private final Process process;
    private final CompletableFuture<String> listening = new CompletableFuture<>();
    private final CompletableFuture<String> output = new CompletableFuture<>();

    private ForeignPeer(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "peer-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Where {@code .ci/build-peers} puts them. */
    private static Path directory() {
        String given = System.getenv("EDGEMESH_PEERS");
        return given == null ? Path.of(System.getProperty("user.home"), ".cache", "edgemesh", "peers") : Path.of(given);
    }

    /** Returns where the program is that speaks for another implementation, if it has been built. */
    public static Path program(String implementation) {
        return directory().resolve("peer-" + implementation);
    }

    /** Skips the test where the peer has not been built. */
    public static void assumeAvailable(String implementation) {
        Path program = program(implementation);
        assumeTrue(
                Files.isExecutable(program),
                () -> "no peer of " + implementation + ": " + program + " is not there; .ci/build-peers builds it");
    }

    static ForeignPeer start(String implementation, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program(implementation).toString()));
        command.addAll(arguments);
        return new ForeignPeer(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private void read() {
        StringBuilder all = new StringBuilder();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                all.append(line).append('\n');
                if (line.startsWith(LISTENING)) {
                    listening.complete(line.substring(LISTENING.length()));
                }
            }
        } catch (IOException e) {
            all.append(e);
        }
        listening.completeExceptionally(new IllegalStateException("the peer did not listen:\n" + all));
        output.complete(all.toString());
    }

    /** Returns the address the peer listens at, its id included. */
    Multiaddr address() throws Exception {
        return Multiaddr.parse(listening.get(InteropScale.PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    /** Waits for the end of the peer and returns what it has said. */
    String output() throws Exception {
        return output.get(InteropScale.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
