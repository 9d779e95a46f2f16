package io.edgemesh.api.transport;

import io.edgemesh.api.model.Endpoint;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Opens channels to endpoints over one kind of path.
 *
 * <p>One a mesh and name, created and closed by it. <b>Threads:</b> {@link #reach} and {@link #open} are called on many
 * event loops and never block; {@link #start} and {@link #close} are called once each, never on an event loop.
 */
public interface Transport extends AutoCloseable {
    /** Returns the name of its provider. */
    String name();

    /** Begins to listen and to look for peers. Returns soon and never waits for a remote one. */
    default void start() {}

    /** Returns whether this transport is the way to an endpoint; quick and without side effects. */
    Reach reach(Endpoint endpoint);

    /** Whether a transport is the way to an endpoint. */
    enum Reach {
        /** It is; of several the first in the configuration is taken. */
        YES,
        /** It may be; taken where no transport says yes. */
        MAYBE,
        NO
    }

    /**
     * Opens a channel to an endpoint.
     *
     * <p>The stage completes on {@link OpenRequest#eventLoop()}, always, and soon after {@link OpenRequest#timeout()} at
     * the latest. The channel comes with auto-read off, so nothing is lost before the caller has added its handlers; it
     * carries {@code ByteBuf}s: any cut of the byte stream for TCP, one datagram each for UDP. A TCP channel is a
     * {@link io.netty.channel.socket.DuplexChannel} that allows half-closure. It may be registered with another event
     * loop than the caller's. It belongs to the caller, who closes it; if nobody waits any more, the transport does.
     *
     * @return fails with a {@link TransportException} that says which hop failed and why
     */
    CompletionStage<OpenedChannel> open(OpenRequest request);

    /**
     * A channel and the way it goes.
     *
     * @param channel open, with auto-read off
     */
    record OpenedChannel(Channel channel, DialPath path) {}

    /** Returns what is known of each peer now; empty for a transport without peers. */
    default List<PeerStatus> peers() {
        return List.of();
    }

    /** Returns a further facet of this transport, for those who know it; empty if it has none of that type. */
    default <T> Optional<T> feature(Class<T> type) {
        return Optional.empty();
    }

    /** Closes what it listens on and its connections, waiting a few seconds at most. */
    @Override
    void close();
}
