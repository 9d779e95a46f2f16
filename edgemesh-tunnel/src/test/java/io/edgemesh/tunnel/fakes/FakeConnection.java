package io.edgemesh.tunnel.fakes;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.host.StreamHandler;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection whose streams are embedded ones, for a test to answer. */
public final class FakeConnection implements Connection {
    public final Queue<EmbeddedStream> opened = new ArrayDeque<>();
    private final List<EmbeddedStream> everOpened = new ArrayList<>();
    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final PeerId peerId;
    private final Multiaddr remoteAddress;
    private final Promise<Void> closed = ImmediateEventExecutor.INSTANCE.newPromise();
    private Duration roundTrip = Duration.ZERO;
    private boolean dialled;
    private Instant since = Instant.EPOCH;

    public FakeConnection(PeerId peerId, String remoteAddress) {
        this.peerId = peerId;
        this.remoteAddress = Multiaddr.parse(remoteAddress);
    }

    public static FakeConnection from(int peer) {
        return new FakeConnection(Peers.peer(peer), "/ip4/192.0.2.1/tcp/" + (1000 + peer));
    }

    public void roundTripIs(Duration measured) {
        roundTrip = measured;
    }

    /** It is one that we dialled. */
    public FakeConnection asDialled() {
        dialled = true;
        return this;
    }

    /** It was established then. */
    public FakeConnection asOf(Instant established) {
        since = established;
        return this;
    }

    /** Lets time pass on its event loop, and runs what has become due. */
    public void pass(long millis) {
        loop.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        loop.runScheduledPendingTasks();
        loop.runPendingTasks();
    }

    /** Releases what is left in the streams. */
    public void release() {
        everOpened.forEach(EmbeddedStream::finishAndReleaseAll);
    }

    @Override
    public PeerId peerId() {
        return peerId;
    }

    @Override
    public boolean relayed() {
        return remoteAddress.relayed();
    }

    @Override
    public Multiaddr remoteAddress() {
        return remoteAddress;
    }

    @Override
    public Multiaddr localAddress() {
        return Multiaddr.parse("/ip4/192.0.2.99/tcp/20006");
    }

    @Override
    public boolean dialled() {
        return dialled;
    }

    @Override
    public Instant since() {
        return since;
    }

    @Override
    public Duration roundTrip() {
        return roundTrip;
    }

    @Override
    public int streamCount() {
        return (int) everOpened.stream().filter(EmbeddedStream::isOpen).count();
    }

    @Override
    public Future<NegotiatedStream> openStream(List<String> protocolIds, StreamHandler handler) {
        if (closed.isDone()) {
            return eventLoop().newFailedFuture(new IllegalStateException("connection is closed"));
        }
        EmbeddedStream channel = new EmbeddedStream();
        opened.add(channel);
        everOpened.add(channel);
        NegotiatedStream stream = new NegotiatedStream(channel, protocolIds.get(0), this);
        handler.onStream(stream);
        return eventLoop().newSucceededFuture(stream);
    }

    @Override
    public Future<?> close(Duration patience) {
        closed.trySuccess(null);
        return closed;
    }

    @Override
    public Future<?> closeFuture() {
        return closed;
    }

    @Override
    public EventLoop eventLoop() {
        return loop.eventLoop();
    }

    @Override
    public @Nullable Throwable failure() {
        return null;
    }
}
