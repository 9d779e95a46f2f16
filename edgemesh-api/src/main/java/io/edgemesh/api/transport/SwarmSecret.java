package io.edgemesh.api.transport;

import io.edgemesh.api.config.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What the members of a swarm share and nobody else knows. Never shown: its text says its length and no more. */
public final class SwarmSecret {
    private static final int MAX_BYTES = 64 * 1024;

    private final byte[] bytes;

    private SwarmSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws ConfigurationException if it is empty or longer than 64 KiB */
    public static SwarmSecret of(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw new ConfigurationException(
                    "the swarm secret has " + bytes.length + " bytes (expected: 1 to " + MAX_BYTES + ')');
        }
        return new SwarmSecret(bytes.clone());
    }

    public static SwarmSecret of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a secret, which is all of the file. @throws ConfigurationException if it cannot be read */
    public static SwarmSecret read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigurationException(
                        "the swarm secret in " + file + " is too long (expected: at most " + MAX_BYTES + " bytes)");
            }
            return of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ConfigurationException("the swarm secret in " + file + " cannot be read: " + e, e);
        }
    }

    /** Returns a copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SwarmSecret secret && Arrays.equals(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "swarm secret of " + bytes.length + " bytes";
    }
}
