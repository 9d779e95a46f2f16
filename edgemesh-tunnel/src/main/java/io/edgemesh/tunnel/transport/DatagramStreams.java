package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.mesh.FlowDialler;
import io.edgemesh.tunnel.mesh.ProxyRequest;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The one stream of each connection that carries all flows of datagrams, opened when the first is.
 *
 * <p><b>Threads:</b> any; what concerns one connection happens on its event loop.
 */
final class DatagramStreams {
    private final Map<Connection, Future<FlowDialler>> streams = new ConcurrentHashMap<>();

    /** Opens a flow on a connection with a peer that speaks {@link FlowDialler#ID}. */
    Future<Channel> open(Connection connection, ProxyRequest request) {
        Promise<Channel> opened = connection.eventLoop().newPromise();
        connection
                .eventLoop()
                .execute(() -> streamOf(connection).addListener((Future<FlowDialler> stream) -> {
                    if (stream.isSuccess()) {
                        opened.trySuccess(stream.getNow().open(request));
                    } else {
                        opened.tryFailure(stream.cause());
                    }
                }));
        return opened;
    }

    private Future<FlowDialler> streamOf(Connection connection) {
        Future<FlowDialler> present = streams.get(connection);
        if (present != null && usable(present)) {
            return present;
        }
        Future<FlowDialler> stream = openStream(connection);
        if (streams.put(connection, stream) == null) {
            connection.closeFuture().addListener(closed -> streams.remove(connection));
        }
        return stream;
    }

    private static boolean usable(Future<FlowDialler> stream) {
        return !stream.isDone() || stream.isSuccess() && stream.getNow().open();
    }

    private static Future<FlowDialler> openStream(Connection connection) {
        Promise<FlowDialler> promise = connection.eventLoop().newPromise();
        AtomicReference<FlowDialler> dialler = new AtomicReference<>();
        connection
                .openStream(List.of(FlowDialler.ID), stream -> dialler.set(FlowDialler.on(stream.channel())))
                .addListener((Future<NegotiatedStream> opened) -> {
                    if (opened.isSuccess()) {
                        promise.trySuccess(dialler.get());
                    } else {
                        promise.tryFailure(opened.cause());
                    }
                });
        return promise;
    }
}
