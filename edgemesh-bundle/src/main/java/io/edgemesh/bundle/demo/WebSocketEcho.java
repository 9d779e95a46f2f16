package io.edgemesh.bundle.demo;

import io.edgemesh.api.subsystem.ListenAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A WebSocket by a service's name, through the node's HTTP proxy. */
final class WebSocketEcho implements Step {
    private static final String MESSAGE = "is anybody there?";

    @Override
    public String name() {
        return "websocket";
    }

    @Override
    public String shows() {
        return "a message over ws://chat.demo:8080/ and back";
    }

    @Override
    public Outcome run(DemoCluster cluster) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        WebSocket socket = HttpClient.newBuilder()
                .proxy(ProxySelector.of(cluster.listener(ListenAddress.HTTP_PROXY)))
                .connectTimeout(Duration.ofMillis(UserClient.TIMEOUT_MILLIS))
                .build()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://chat.demo:8080/"), new FirstText(answer))
                .get(UserClient.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        try {
            socket.sendText(MESSAGE, true);
            Outcome.expect(MESSAGE, answer.get(UserClient.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(UserClient.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } finally {
            socket.abort();
        }
        return Outcome.done("the message came back", cluster.paths().latest("demo", "chat"));
    }

    private record FirstText(CompletableFuture<String> answer) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            answer.complete(data.toString());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            answer.completeExceptionally(failure);
        }
    }
}
