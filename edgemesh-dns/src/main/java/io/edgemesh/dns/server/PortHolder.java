package io.edgemesh.dns.server;

import io.edgemesh.api.model.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds out on Linux which process has a port, as far as this one may know. */
final class PortHolder {
    private static final Path PROC = Path.of("/proc");
    private static final int LOCAL_ADDRESS = 1;
    private static final int INODE = 9;

    private PortHolder() {}

    /** Returns such as {@code dnsmasq (process 812)}; empty where it cannot be told. */
    static Optional<String> find(InetSocketAddress address, Protocol protocol) {
        try {
            String table = protocol.name().toLowerCase(Locale.ROOT);
            Set<String> sockets = new HashSet<>();
            collectSockets(PROC.resolve("net").resolve(table), address.getPort(), sockets);
            collectSockets(PROC.resolve("net").resolve(table + '6'), address.getPort(), sockets);
            return sockets.isEmpty() ? Optional.empty() : findProcess(sockets);
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static void collectSockets(Path table, int port, Set<String> sockets) throws IOException {
        if (!Files.exists(table)) {
            return;
        }
        String suffix = ":%04X".formatted(port);
        for (String line : Files.readAllLines(table)) {
            String[] fields = line.trim().split("\\s+");
            if (fields.length > INODE && fields[LOCAL_ADDRESS].endsWith(suffix)) {
                sockets.add("socket:[" + fields[INODE] + ']');
            }
        }
    }

    private static Optional<String> findProcess(Set<String> sockets) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (hasAny(process.resolve("fd"), sockets)) {
                    String name = Files.readString(process.resolve("comm")).trim();
                    return Optional.of(name + " (process " + process.getFileName() + ')');
                }
            }
        }
        return Optional.empty();
    }

    private static boolean hasAny(Path descriptors, Set<String> sockets) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            for (Path link : links) {
                if (sockets.contains(Files.readSymbolicLink(link).toString())) {
                    return true;
                }
            }
        } catch (IOException | RuntimeException e) {
            return false; // another user's process, or one that has just ended
        }
        return false;
    }
}
