package io.edgemesh.api;

import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Delivery;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.dial.Dialer;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stands in where {@code edgemesh-proxy} is not on the class path: everything but dialling works. */
final class MissingDialer implements Dialer {
    @Override
    public CompletionStage<Connection> dial(Dial dial) {
        return CompletableFuture.failedFuture(missing());
    }

    @Override
    public CompletionStage<Channel> deliver(Delivery delivery) {
        return CompletableFuture.failedFuture(missing());
    }

    private static MeshException missing() {
        return new MeshException("this mesh cannot dial: edgemesh-proxy is not on its class path");
    }

    @Override
    public void close() {}
}
