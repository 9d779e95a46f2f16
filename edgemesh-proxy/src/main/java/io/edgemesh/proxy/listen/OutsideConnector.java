package io.edgemesh.proxy.listen;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.transport.TransportException;
import io.edgemesh.proxy.direct.DirectConnector;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Connects to hosts that are no services, by the system's resolver and this node's own sockets. */
final class OutsideConnector {
    private final DirectConnector connector;
    private final Executor blocking;

    OutsideConnector(DirectConnector connector, Executor blocking) {
        this.connector = connector;
        this.blocking = blocking;
    }

    /** @return completes on the event loop; a cancelled one closes what comes later */
    CompletableFuture<Channel> connect(String host, int port, Protocol protocol, Duration timeout, EventLoop loop) {
        CompletableFuture<Channel> result = new CompletableFuture<>();
        CompletableFuture.supplyAsync(() -> lookUp(host), blocking)
                .thenComposeAsync(
                        address -> connector.connect(new InetSocketAddress(address, port), protocol, timeout, loop),
                        loop)
                .whenComplete((channel, failure) -> {
                    if (failure != null) {
                        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                        loop.execute(() -> result.completeExceptionally(cause));
                    } else if (!result.complete(channel)) {
                        channel.close();
                    }
                });
        return result;
    }

    private static InetAddress lookUp(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new TransportException("the name " + host + " does not resolve", e);
        }
    }
}
