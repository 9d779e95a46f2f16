package io.edgemesh.api.dial;

import static java.util.Objects.requireNonNull;

import io.edgemesh.api.model.Protocol;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a peer asks this node to make to one of the endpoints it hosts.
 *
 * @param peer      the name of the asking node, or its id where the name is not known
 * @param target    the address it asks for
 * @param protocol  TCP or UDP
 * @param client    the client on the asking node, as the peer tells it, or {@code null}
 * @param timeout   how long it may take
 * @param eventLoop the loop that answers, and that the channel is registered with
 */
public record Delivery(
        String peer,
        InetSocketAddress target,
        Protocol protocol,
        @Nullable InetSocketAddress client,
        Duration timeout,
        EventLoop eventLoop) {
    public Delivery {
        requireNonNull(peer, "peer");
        requireNonNull(target, "target");
        requireNonNull(protocol, "protocol");
        requireNonNull(timeout, "timeout");
        requireNonNull(eventLoop, "eventLoop");
    }
}
