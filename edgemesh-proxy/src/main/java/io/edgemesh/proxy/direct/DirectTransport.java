package io.edgemesh.proxy.direct;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.transport.DialPath;
import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.proxy.net.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The way to endpoints on this node, on no known node, and in ranges said to be reachable; perhaps to others. */
final class DirectTransport implements Transport {
    static final String NAME = "direct";

    private static final DialPath PATH = new DialPath(NAME, DialPath.Kind.DIRECT, null);

    private final String nodeName;
    private final List<Cidr> reachable;
    private final DirectConnector connector;

    DirectTransport(String nodeName, List<Cidr> reachable, DirectConnector connector) {
        this.nodeName = nodeName;
        this.reachable = List.copyOf(reachable);
        this.connector = connector;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Reach reach(Endpoint endpoint) {
        String node = endpoint.node();
        boolean near = node == null
                || node.equals(nodeName)
                || isReachable(endpoint.address().getAddress());
        return near ? Reach.YES : Reach.MAYBE;
    }

    private boolean isReachable(InetAddress address) {
        for (Cidr range : reachable) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public CompletionStage<OpenedChannel> open(OpenRequest request) {
        CompletableFuture<OpenedChannel> opened = new CompletableFuture<>();
        connector
                .connect(request.endpoint().address(), request.protocol(), request.timeout(), request.eventLoop())
                .whenComplete((channel, failure) -> {
                    if (failure != null) {
                        opened.completeExceptionally(failure);
                    } else if (!opened.complete(new OpenedChannel(channel, PATH))) {
                        channel.close();
                    }
                });
        return opened;
    }

    @Override
    public void close() {
        // channels belong to those who opened them
    }
}
