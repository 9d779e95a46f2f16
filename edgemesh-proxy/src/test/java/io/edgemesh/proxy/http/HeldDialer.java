package io.edgemesh.proxy.http;

import static java.util.Objects.requireNonNull;

import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Delivery;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.dial.Dialer;
import io.edgemesh.api.dial.EarlyData;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.transport.DialPath;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Answers its latest dial when told, on the thread that tells it. */
final class HeldDialer implements Dialer {
    private @Nullable EarlyData early;
    private @Nullable CompletableFuture<Connection> answer;

    @Override
    public CompletionStage<Connection> dial(Dial dial) {
        early = requireNonNull(dial.earlyData());
        answer = new CompletableFuture<>();
        return answer;
    }

    boolean isAsked() {
        return answer != null;
    }

    void answer(EmbeddedChannel upstream) {
        CompletableFuture<Connection> asked = answer;
        answer = null;
        early.passTo(upstream, 0);
        asked.complete(new Connection(
                upstream,
                EmbeddedProxy.WEB.name(),
                Endpoint.of(new InetSocketAddress("127.0.0.1", 80), "here"),
                new DialPath("held", DialPath.Kind.DIRECT, null)));
    }

    @Override
    public CompletionStage<Channel> deliver(Delivery delivery) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
