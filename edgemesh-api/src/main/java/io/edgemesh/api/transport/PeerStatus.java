package io.edgemesh.api.transport;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a transport knows of one peer.
 *
 * @param node        its node name, or its id where the name is not known
 * @param peerId      its id in the transport's own terms
 * @param path        the path that new streams take, or {@code null} while there is none
 * @param since       when that path, or the lack of one, began
 * @param lastFailure why the last attempt to reach it failed, or {@code null} if none has
 */
public record PeerStatus(
        String node,
        String peerId,
        @Nullable DialPath path,
        Instant since,
        @Nullable String lastFailure) {}
