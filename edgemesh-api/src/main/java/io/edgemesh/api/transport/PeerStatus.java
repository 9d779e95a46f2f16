package io.edgemesh.api.transport;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a transport knows of one peer.
 *
 * @param node     its node name, or its id where the name is not known
 * @param peerId   its id in the transport's own terms
 * @param path     the path that new streams take, or {@code null} while there is none
 * @param why      what speaks for that path and against a better one, for an operator to read
 * @param since    when that path, or the lack of one, began
 * @param failures what went wrong with this peer of late, the latest first; a handful at most
 */
public record PeerStatus(
        String node, String peerId, @Nullable DialPath path, String why, Instant since, List<Failure> failures) {
    public PeerStatus {
        requireNonNull(why, "why");
        failures = List.copyOf(failures);
    }

    /** Something that went wrong. */
    public record Failure(Instant at, String reason) {}

    /** Returns why the last attempt to reach it failed, or {@code null} if none has. */
    public @Nullable String lastFailure() {
        return failures.isEmpty() ? null : failures.get(0).reason();
    }
}
