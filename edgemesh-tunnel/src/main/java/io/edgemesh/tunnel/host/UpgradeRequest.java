package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of a byte channel.
 *
 * @param remoteAddress where the peer is, or {@code null} to derive it from the channel's remote socket address
 * @param localAddress  our end, or {@code null} to derive it likewise
 * @param expectedPeer  who has to be there, or {@code null} where anybody may
 * @param dialled       whether we asked for the channel; if not, the limits for what comes in apply
 * @param initiator     whether we play the dialler's part in the protocols; differs from {@code dialled} in a
 *                      simultaneous open only
 * @param relayed       whether it leads through a relay
 * @param timeout       until it is a connection
 */
public record UpgradeRequest(
        @Nullable Multiaddr remoteAddress,
        @Nullable Multiaddr localAddress,
        @Nullable PeerId expectedPeer,
        boolean dialled,
        boolean initiator,
        boolean relayed,
        Duration timeout) {
    /** A channel that somebody opened to us. */
    public static UpgradeRequest accepted(Duration timeout) {
        return new UpgradeRequest(null, null, null, false, false, false, timeout);
    }

    /** A channel that we opened for this request. */
    public static UpgradeRequest dialled(DialRequest request) {
        return new UpgradeRequest(
                request.address().withoutPeerId(),
                null,
                request.expectedPeer(),
                true,
                request.initiator(),
                false,
                request.timeout());
    }

    /** The same between these addresses, where no others are given. */
    public UpgradeRequest between(Multiaddr local, Multiaddr remote) {
        return new UpgradeRequest(
                remoteAddress == null ? remote : remoteAddress,
                localAddress == null ? local : localAddress,
                expectedPeer,
                dialled,
                initiator,
                relayed,
                timeout);
    }

    /** The same over a relay, between these addresses. */
    public UpgradeRequest relayed(Multiaddr local, Multiaddr remote) {
        return new UpgradeRequest(remote, local, expectedPeer, dialled, initiator, true, timeout);
    }
}
