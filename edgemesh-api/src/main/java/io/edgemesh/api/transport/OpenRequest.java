package io.edgemesh.api.transport;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A channel that somebody wants.
 *
 * @param endpoint  where it leads
 * @param protocol  TCP or UDP
 * @param client    whose connection it carries, or {@code null} if it starts in this process
 * @param timeout   how long it may take
 * @param eventLoop the caller's loop: the answer arrives there, and the channel is registered there where that can be
 * @param earlyData what the client sends meanwhile, or {@code null} if nothing is known of it
 */
public record OpenRequest(
        Endpoint endpoint,
        Protocol protocol,
        @Nullable InetSocketAddress client,
        Duration timeout,
        EventLoop eventLoop,
        @Nullable EarlyDataOffer earlyData) {}
