package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to reach a peer at one address.
 *
 * @param address      where; a peer id at its end is the one expected, unless one is given
 * @param expectedPeer who has to answer, or {@code null} where anybody may
 * @param initiator    whether we play the dialler's part in the protocols above; {@code false} where two sides dial each
 *                     other at once and have agreed that the other one does
 * @param localSocket  the socket address to dial from, or {@code null} for any
 * @param timeout      until the connection is secured and multiplexed
 */
public record DialRequest(
        Multiaddr address,
        @Nullable PeerId expectedPeer,
        boolean initiator,
        @Nullable SocketAddress localSocket,
        Duration timeout) {
    public DialRequest {
        if (expectedPeer == null) {
            expectedPeer = address.peerId();
        }
    }

    /** The usual attempt. */
    public static DialRequest of(Multiaddr address, @Nullable PeerId expectedPeer, Duration timeout) {
        return new DialRequest(address, expectedPeer, true, null, timeout);
    }

    /** The same in the listener's part, for a simultaneous open. */
    public DialRequest asListener() {
        return new DialRequest(address, expectedPeer, false, localSocket, timeout);
    }

    /** The same from a given local socket address. */
    public DialRequest from(SocketAddress local) {
        return new DialRequest(address, expectedPeer, initiator, local, timeout);
    }

    /** The same peer at another address, in this time. */
    DialRequest at(Multiaddr other, Duration time) {
        return new DialRequest(other, expectedPeer, initiator, localSocket, time);
    }

    /** The same with what is left of its time once so much has passed. */
    DialRequest after(long nanos) {
        return at(address, Duration.ofNanos(Math.max(1, timeout.toNanos() - nanos)));
    }
}
