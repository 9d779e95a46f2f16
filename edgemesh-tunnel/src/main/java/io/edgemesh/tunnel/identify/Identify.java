package io.edgemesh.tunnel.identify;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.ConnectionListener;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.VarintFrameDecoder;
import io.edgemesh.tunnel.multiformats.VarintFrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks every peer we connect with who it is, answers when asked, and tells peers when something about us has changed.
 *
 * <p><b>Threads:</b> all methods from any; {@link #onIdentified listeners} are called on the connection's event loop.
 */
public final class Identify implements ConnectionListener {
    public static final String PROTOCOL_ID = "/ipfs/id/1.0.0";
    public static final String PUSH_PROTOCOL_ID = "/ipfs/id/push/1.0.0";

    private static final int TIMEOUT_SECONDS = 30;

    private final Libp2pHost host;
    private final OwnDescription self;
    private final ConcurrentMap<Connection, PeerInfo> known = new ConcurrentHashMap<>();
    private final List<BiConsumer<Connection, PeerInfo>> listeners = new CopyOnWriteArrayList<>();

    private Identify(Libp2pHost host, OwnDescription self) {
        this.host = host;
        this.self = self;
    }

    /**
     * Makes a host take part in identify.
     *
     * @param protocolVersion the family of protocols to announce
     * @param addresses       where we can be reached, asked whenever we describe ourselves
     */
    public static Identify install(Libp2pHost host, String protocolVersion, Supplier<List<Multiaddr>> addresses) {
        Identify identify = new Identify(host, new OwnDescription(host, protocolVersion, addresses));
        host.handle(PROTOCOL_ID, identify::answer);
        host.handle(PUSH_PROTOCOL_ID, identify::read);
        host.addListener(identify);
        host.onProtocolsChanged(identify::push);
        return identify;
    }

    /** Returns what the peer has said on this connection, or {@code null} while it has not. */
    public @Nullable PeerInfo of(Connection connection) {
        return known.get(connection);
    }

    /** Returns the protocols that the peer has said it serves; empty while it has not. */
    public List<String> protocolsOf(Connection connection) {
        PeerInfo info = of(connection);
        return info == null ? List.of() : info.protocols();
    }

    /** Returns where the peer has said it sees us, or {@code null} while it has not. */
    public @Nullable Multiaddr observedBy(Connection connection) {
        PeerInfo info = of(connection);
        return info == null ? null : info.observedAddress();
    }

    /** Hears of what peers say, the first time and after each change. */
    public void onIdentified(BiConsumer<Connection, PeerInfo> listener) {
        listeners.add(listener);
    }

    /** Tells all peers that understand it what we are like now. To be called when our addresses have changed. */
    public void push() {
        known.forEach((connection, info) -> {
            if (info.protocols().contains(PUSH_PROTOCOL_ID)) {
                connection.openStream(List.of(PUSH_PROTOCOL_ID), this::answer);
            }
        });
    }

    @Override
    public void onConnected(Connection connection) {
        connection.openStream(List.of(PROTOCOL_ID), this::read);
    }

    @Override
    public void onDisconnected(Connection connection) {
        known.remove(connection);
    }

    /** Says who we are and ends; serves both the answer to a question and a push. */
    private void answer(NegotiatedStream stream) {
        StreamChannel channel = stream.channel();
        ByteBuf message = channel.alloc().buffer();
        self.write(message, stream.connection());
        channel.pipeline()
                .addLast(new ReadTimeoutHandler(TIMEOUT_SECONDS))
                .addLast(VarintFrameEncoder.INSTANCE)
                .addLast(Discard.INSTANCE);
        channel.writeAndFlush(message);
        channel.shutdownOutput();
    }

    private void read(NegotiatedStream stream) {
        Connection connection = stream.connection();
        stream.channel()
                .pipeline()
                .addLast(new ReadTimeoutHandler(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                .addLast(new VarintFrameDecoder(IdentifyMessage.MAX_BYTES))
                .addLast(new IdentifyReader(connection.peerId(), info -> learn(connection, info)));
    }

    private void learn(Connection connection, PeerInfo info) {
        PeerInfo whole = known.merge(connection, info, PeerInfo::updatedBy);
        if (connection.closeFuture().isDone()) {
            known.remove(connection); // it went while we were reading
        }
        listeners.forEach(listener -> listener.accept(connection, whole));
    }
}
