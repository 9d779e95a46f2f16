package io.edgemesh.tunnel.interop;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A stand-in for a deployed agent in a process of its own: {@code src/test/interop/agent}, which says what it understands. */
public final class GoAgentProcess implements AutoCloseable {
    private static final String NAME = "agent";
    private static final String READY = "ready ";

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final PrintWriter commands;
    private final Multiaddr address;

    private GoAgentProcess(List<String> launcher, String node, Path secret, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(ForeignPeer.program(NAME).toString(), "-node", node));
        command.addAll(List.of("-psk", secret.toString()));
        command.addAll(arguments);
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, node + "-output");
        reader.setDaemon(true);
        reader.start();
        String ready = line();
        if (!ready.startsWith(READY)) {
            close();
            throw new IOException("the Go agent " + node + " did not start: " + ready);
        }
        address = Multiaddr.parse(ready.substring(READY.length()));
    }

    /** Skips the test where the program has not been built. */
    public static void assumeBuilt() {
        ForeignPeer.assumeAvailable(NAME);
    }

    /** Starts a relay. @param secret the file with the swarm's secret */
    public static GoAgentProcess relay(String node, Path secret) throws Exception {
        return new GoAgentProcess(List.of(), node, secret, List.of("-relay"));
    }

    /** Starts a node that has reservations with relays. */
    public static GoAgentProcess node(String node, Path secret, Multiaddr... relays) throws Exception {
        return new GoAgentProcess(List.of(), node, secret, List.of("-reserve", list(relays)));
    }

    /**
     * Starts a node that takes part in Kademlia and has reservations with relays; without any it is one.
     *
     * @param circle {@code lan} or {@code wan}
     */
    public static GoAgentProcess member(String circle, String node, Path secret, Multiaddr... relays) throws Exception {
        List<String> arguments = relays.length == 0
                ? List.of("-kademlia", circle, "-relay")
                : List.of("-kademlia", circle, "-reserve", list(relays));
        return new GoAgentProcess(List.of(), node, secret, arguments);
    }

    /**
     * Starts a node in a network namespace.
     *
     * @param ip        where it listens, at port 20006
     * @param arguments more of them, as the program understands them
     */
    public static GoAgentProcess in(String namespace, String node, Path secret, String ip, String... arguments)
            throws Exception {
        List<String> all = new ArrayList<>(List.of("-listen", "/ip4/" + ip + "/tcp/20006"));
        all.addAll(List.of(arguments));
        return new GoAgentProcess(List.of("ip", "netns", "exec", namespace), node, secret, all);
    }

    private static String list(Multiaddr... addresses) {
        return Arrays.stream(addresses).map(Multiaddr::toString).collect(Collectors.joining(","));
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
            lines.add("ended");
        } catch (IOException e) {
            lines.add(e.toString());
        }
    }

    private String line() throws InterruptedException {
        String line = lines.poll(InteropScale.PATIENCE_SECONDS, TimeUnit.SECONDS);
        return line == null ? "nothing within " + InteropScale.PATIENCE_SECONDS + " s" : line;
    }

    /** Returns where the agent listens, its id at the end. */
    public Multiaddr address() {
        return address;
    }

    /** Gives a command and returns the answer. */
    public String ask(String command) throws InterruptedException {
        commands.println(command);
        return line();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }
}
