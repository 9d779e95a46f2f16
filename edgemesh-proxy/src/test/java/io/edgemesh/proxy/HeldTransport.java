package io.edgemesh.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.transport.DialPath;
import io.edgemesh.api.transport.EarlyDataOffer;
import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.api.transport.TransportException;
import io.edgemesh.proxy.direct.DirectConnector;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A transport with a long way to go: it takes early data at once, and answers only when the test says so.
 *
 * <p>It connects by itself then, and sends on that socket what it has taken: a server sees each byte as often as it would
 * arrive over a real one.
 */
public final class HeldTransport implements Transport {
    private static final DialPath PATH = new DialPath("held", DialPath.Kind.DIRECT, null);

    private final List<Opening> openings = new CopyOnWriteArrayList<>();
    private @Nullable DirectConnector connector;

    /** For {@link ProxyFixture}. */
    public Transport in(MeshContext mesh) {
        connector = new DirectConnector(mesh.network());
        return this;
    }

    /** Waits for the request with that number. */
    public Opening opening(int index) {
        await().until(() -> openings.size() > index);
        return openings.get(index);
    }

    public int size() {
        return openings.size();
    }

    @Override
    public String name() {
        return "held";
    }

    @Override
    public Reach reach(Endpoint endpoint) {
        return Reach.YES;
    }

    @Override
    public CompletionStage<OpenedChannel> open(OpenRequest request) {
        Opening opening = new Opening(request);
        EarlyDataOffer offer = request.earlyData();
        if (offer != null) {
            offer.sendTo(opening::take, () -> {});
        }
        openings.add(opening);
        return opening.answer;
    }

    @Override
    public void close() {
        openings.forEach(opening -> opening.request.eventLoop().execute(opening::discard));
    }

    /** A request that waits for its answer. */
    public final class Opening {
        private final OpenRequest request;
        private final CompletableFuture<OpenedChannel> answer = new CompletableFuture<>();
        private final Queue<ByteBuf> taken = new ArrayDeque<>(); // on the request's event loop
        private final StringBuffer text = new StringBuffer();
        private volatile @Nullable Channel channel;

        private Opening(OpenRequest request) {
            this.request = request;
        }

        private void take(ByteBuf chunk) {
            text.append(chunk.toString(ISO_8859_1));
            Channel standing = channel;
            if (standing == null) {
                taken.add(chunk);
            } else {
                standing.writeAndFlush(chunk);
            }
        }

        /** Returns what it has been given so far. */
        public String early() {
            return text.toString();
        }

        /** Waits until it has been given that. */
        public void awaitEarly(String expected) {
            await().until(() -> early().equals(expected));
        }

        /** Connects to the endpoint, sends there what it has taken, and answers. */
        public void connect() {
            request.eventLoop()
                    .execute(() -> connector
                            .connect(
                                    request.endpoint().address(),
                                    request.protocol(),
                                    request.timeout(),
                                    request.eventLoop())
                            .thenAccept(this::connected));
        }

        private void connected(Channel opened) {
            channel = opened;
            taken.forEach(opened::write);
            taken.clear();
            opened.flush();
            if (!answer.complete(new OpenedChannel(opened, PATH))) {
                opened.close();
            }
        }

        /** Fails; the endpoint has seen nothing. */
        public void refuse() {
            request.eventLoop().execute(() -> {
                EarlyDataOffer offer = request.earlyData();
                if (offer != null) {
                    offer.takeBack();
                }
                discard();
                answer.completeExceptionally(new TransportException("refused"));
            });
        }

        /** Fails after the endpoint may have seen what was taken. */
        public void breakOff() {
            request.eventLoop().execute(() -> {
                discard();
                answer.completeExceptionally(new TransportException("the connection was lost"));
            });
        }

        /** Waits until the channel that it has answered with is closed. */
        public void awaitClosed() {
            await().until(() -> channel != null && !channel.isOpen());
        }

        /** Waits until nobody wants it any more, from when on it is given nothing. */
        public void awaitCancelled() {
            await().until(() -> {
                StringBuffer again = new StringBuffer();
                request.eventLoop().submit(() -> peek(again)).sync();
                return again.isEmpty();
            });
        }

        private void peek(StringBuffer into) {
            request.earlyData()
                    .sendTo(
                            chunk -> {
                                into.append(chunk.toString(ISO_8859_1));
                                chunk.release();
                            },
                            () -> {});
        }

        private void discard() {
            taken.forEach(ByteBuf::release);
            taken.clear();
        }
    }
}
