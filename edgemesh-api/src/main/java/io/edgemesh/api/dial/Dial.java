package io.edgemesh.api.dial;

import static java.util.Objects.requireNonNull;

import io.edgemesh.api.model.Protocol;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection that somebody wants. Immutable.
 *
 * @param address   what is dialled
 * @param protocol  TCP or UDP
 * @param client    whose connection it is, or {@code null} if it starts in this process
 * @param headers   headers of the request it is for, by lower-case name, as far as they are known; for policies
 * @param timeout   how long it may take in all, retries with other endpoints included
 * @param eventLoop the loop that answers, or {@code null} for any
 * @param earlyData what the client sends meanwhile, or {@code null}; for TCP, and for this one dial, which owns it
 */
public record Dial(
        ServiceAddress address,
        Protocol protocol,
        @Nullable InetSocketAddress client,
        Map<String, String> headers,
        Duration timeout,
        @Nullable EventLoop eventLoop,
        @Nullable EarlyData earlyData) {
    /** How long a dial may take where nothing else is said. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    public Dial {
        requireNonNull(address, "address");
        requireNonNull(protocol, "protocol");
        headers = Map.copyOf(headers);
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: positive)");
        }
        if (earlyData != null && protocol != Protocol.TCP) {
            throw new IllegalArgumentException("earlyData: for " + protocol + " (expected: TCP)");
        }
    }

    /** Returns a dial for a byte stream from within this process. */
    public static Dial tcp(ServiceAddress address) {
        return new Dial(address, Protocol.TCP, null, Map.of(), DEFAULT_TIMEOUT, null, null);
    }

    /** Returns a dial for datagrams from within this process. */
    public static Dial udp(ServiceAddress address) {
        return new Dial(address, Protocol.UDP, null, Map.of(), DEFAULT_TIMEOUT, null, null);
    }

    public Dial withClient(@Nullable InetSocketAddress newClient) {
        return new Dial(address, protocol, newClient, headers, timeout, eventLoop, earlyData);
    }

    public Dial withHeaders(Map<String, String> newHeaders) {
        return new Dial(address, protocol, client, newHeaders, timeout, eventLoop, earlyData);
    }

    public Dial withTimeout(Duration newTimeout) {
        return new Dial(address, protocol, client, headers, newTimeout, eventLoop, earlyData);
    }

    public Dial withEventLoop(@Nullable EventLoop newEventLoop) {
        return new Dial(address, protocol, client, headers, timeout, newEventLoop, earlyData);
    }

    public Dial withAddress(ServiceAddress newAddress) {
        return new Dial(newAddress, protocol, client, headers, timeout, eventLoop, earlyData);
    }

    public Dial withEarlyData(@Nullable EarlyData newEarlyData) {
        return new Dial(address, protocol, client, headers, timeout, eventLoop, newEarlyData);
    }
}
