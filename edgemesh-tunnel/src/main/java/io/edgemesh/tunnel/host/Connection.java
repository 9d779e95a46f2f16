package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A secured and multiplexed connection to one peer, whose identity is proven.
 *
 * <p><b>Threads:</b> all methods from any thread; futures complete on {@link #eventLoop}. <b>Ownership:</b> the host
 * closes it with itself; anyone may close it earlier.
 */
public interface Connection {
    PeerId peerId();

    /** Where the peer is, without its id: what was dialled, or what the connection came from. */
    Multiaddr remoteAddress();

    /** Our end of it. */
    Multiaddr localAddress();

    /** Whether it leads through a relay. */
    boolean relayed();

    /** Whether we dialled, rather than the peer. */
    boolean dialled();

    /** When it was established. */
    Instant since();

    /** Smoothed round trip; zero while unknown. */
    Duration roundTrip();

    /** Streams open now, in both directions. */
    int streamCount();

    /** The event loop that the connection and its streams live on. */
    EventLoop eventLoop();

    /**
     * Opens a stream and settles on one of the protocols, best first.
     *
     * <p>With one protocol nothing is waited for: the future completes at once, and what is written travels with the
     * offer. Should the peer refuse, {@link ProtocolRefusedException} goes through the stream's pipeline and the stream is
     * reset. With several the future completes when the peer has chosen, or fails with that exception.
     *
     * @param handler installs the protocol's handlers, before anything is read
     */
    Future<NegotiatedStream> openStream(List<String> protocolIds, StreamHandler handler);

    /** Takes no more streams and closes when the last one ends, at the latest after {@code patience}. */
    Future<?> close(Duration patience);

    /** Closes at once; streams are reset. */
    default Future<?> close() {
        return close(Duration.ZERO);
    }

    /** Completes when the connection is gone. */
    Future<?> closeFuture();

    /** Why it ended; {@code null} while it stands. */
    @Nullable
    Throwable failure();
}
