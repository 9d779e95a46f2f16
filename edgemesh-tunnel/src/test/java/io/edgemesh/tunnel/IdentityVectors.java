package io.edgemesh.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What deployed Go agents make of node names and PSK files, read from {@code identity-vectors.json}. */
public final class IdentityVectors {
    private static final Pattern IDENTITY =
            Pattern.compile("\"ed25519Seed\": \"(\\w+)\",\\s+\"nodeName\": \"([^\"]+)\",\\s+\"peerId\": \"(\\w+)\"");
    private static final Pattern PSK = Pattern.compile("\"fileBytesHex\": \"(\\w*)\",\\s+\"pskHex\": \"(\\w+)\"");

    private IdentityVectors() {}

    public record NodeIdentity(String ed25519Seed, String nodeName, String peerId) {}

    public record Psk(String fileBytesHex, String pskHex) {}

    public static List<NodeIdentity> identities() {
        return matches(IDENTITY).stream()
                .map(match -> new NodeIdentity(match.group(1), match.group(2), match.group(3)))
                .toList();
    }

    public static List<Psk> psks() {
        return matches(PSK).stream()
                .map(match -> new Psk(match.group(1), match.group(2)))
                .toList();
    }

    private static List<MatchResult> matches(Pattern pattern) {
        List<MatchResult> found = pattern.matcher(json()).results().toList();
        if (found.isEmpty()) {
            throw new IllegalStateException("no vectors of the form " + pattern);
        }
        return found;
    }

    private static String json() {
        try (InputStream in = IdentityVectors.class.getResourceAsStream("identity-vectors.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
