package io.edgemesh.proxy.dial;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.transport.DialPath;
import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.api.transport.TransportException;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A transport that answers as the test says: by endpoint, at once or when told; connects where nothing is said. */
final class FakeTransport implements Transport {
    final List<OpenRequest> requests = new CopyOnWriteArrayList<>();
    final List<EmbeddedChannel> channels = new CopyOnWriteArrayList<>();
    private final String name;
    private final Reach reach;
    private final Map<Endpoint, CompletableFuture<OpenedChannel>> answers = new HashMap<>();
    private Consumer<OpenRequest> onFirst = request -> {};

    FakeTransport(String name, Reach reach) {
        this.name = name;
        this.reach = reach;
    }

    FakeTransport refuses(Endpoint endpoint) {
        answers.put(endpoint, CompletableFuture.failedFuture(new TransportException("connection refused")));
        return this;
    }

    /** Never answers until the returned future is completed; what depends on it runs on the dial's loop. */
    CompletableFuture<OpenedChannel> swallows(Endpoint endpoint) {
        CompletableFuture<OpenedChannel> answer = new CompletableFuture<>();
        answers.put(endpoint, answer);
        return answer;
    }

    /** Does something about the first request at once, on the dial's loop. */
    void onFirst(Consumer<OpenRequest> action) {
        onFirst = action;
    }

    OpenedChannel newChannel() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channels.add(channel);
        return new OpenedChannel(channel, new DialPath(name, DialPath.Kind.DIRECT, null));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Reach reach(Endpoint endpoint) {
        return reach;
    }

    @Override
    public CompletionStage<OpenedChannel> open(OpenRequest request) {
        if (requests.isEmpty()) {
            onFirst.accept(request);
        }
        requests.add(request);
        CompletableFuture<OpenedChannel> scripted = answers.get(request.endpoint());
        return scripted == null
                ? CompletableFuture.completedFuture(newChannel())
                : scripted.whenCompleteAsync((opened, failure) -> {}, request.eventLoop());
    }

    @Override
    public void close() {}
}
