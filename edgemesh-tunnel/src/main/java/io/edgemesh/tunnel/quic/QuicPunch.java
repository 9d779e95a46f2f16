package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.ConnectionListener;
import io.edgemesh.tunnel.host.DialRequest;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The listener's part where two sides connect through their NATs: sends packets of chance to the peer, which open our NAT
 * for it and mean nothing to it, until its connection arrives.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/relay/DCUtR.md#the-protocol">DCUtR, "The Protocol"</a>
 */
final class QuicPunch implements ConnectionListener {
    private static final int PACKET_BYTES = 64;
    private static final int SHORTEST_PAUSE_MILLIS = 10;
    private static final int LONGEST_PAUSE_MILLIS = 200;

    private final PeerId peer;
    private final QuicEndpoint from;
    private final InetSocketAddress remote;
    private final SecureRandom random;
    private final EventLoop loop;
    private final Promise<Connection> arrival;

    private QuicPunch(
            PeerId peer,
            QuicEndpoint from,
            InetSocketAddress remote,
            SecureRandom random,
            EventLoop loop,
            Promise<Connection> arrival) {
        this.peer = peer;
        this.from = from;
        this.remote = remote;
        this.random = random;
        this.loop = loop;
        this.arrival = arrival;
    }

    /** Begins; ends when {@code arrival} is done, by the peer's connection, by the request's time, or by who gives up. */
    static void begin(
            Libp2pHost host,
            QuicEndpoint from,
            InetSocketAddress remote,
            SecureRandom random,
            DialRequest request,
            Promise<Connection> arrival) {
        PeerId peer = Objects.requireNonNull(request.expectedPeer(), "who is to come");
        EventLoop loop = host.group().next();
        QuicPunch punch = new QuicPunch(peer, from, remote, random, loop, arrival);
        host.addListener(punch);
        arrival.addListener(done -> host.removeListener(punch));
        host.connections().all(peer).forEach(punch::onConnected);
        loop.schedule(
                () -> arrival.tryFailure(new QuicException("the peer did not come through within "
                        + request.timeout().toMillis() + " ms")),
                request.timeout().toNanos(),
                TimeUnit.NANOSECONDS);
        punch.send();
    }

    @Override
    public void onConnected(Connection connection) {
        boolean overQuic = !connection.relayed() && connection.remoteAddress().has(Protocol.QUIC_V1);
        if (overQuic && !connection.dialled() && connection.peerId().equals(peer)) {
            arrival.trySuccess(connection);
        }
    }

    private void send() {
        if (arrival.isDone()) {
            return;
        }
        byte[] packet = new byte[PACKET_BYTES];
        random.nextBytes(packet);
        from.send(Unpooled.wrappedBuffer(packet), remote);
        int pause = SHORTEST_PAUSE_MILLIS + random.nextInt(LONGEST_PAUSE_MILLIS - SHORTEST_PAUSE_MILLIS + 1);
        loop.schedule(this::send, pause, TimeUnit.MILLISECONDS);
    }
}
