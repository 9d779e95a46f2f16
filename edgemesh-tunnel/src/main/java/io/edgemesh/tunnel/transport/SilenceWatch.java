package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.ping.Ping;
import io.edgemesh.tunnel.relay.RelayPeer;
import io.edgemesh.tunnel.relay.RelayTransport;
import io.netty.channel.EventLoop;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which connections stand and yet carry nothing: new streams then avoid them. The connection with each relay is pinged
 * once a second, so that one that falls silent is known within three; any other when somebody suspects it, and from then on
 * until it answers or closes.
 *
 * <p>A silent connection is left alone, as a network that comes back may take up what runs over it; the keep-alive ends it in
 * time. A silent relay is dialled anew meanwhile: after a change of an address on the way only the old connection is dead.
 *
 * <p><b>Threads:</b> pings begin on one event loop; the rest is for any.
 */
final class SilenceWatch {
    private static final Logger LOGGER = LoggerFactory.getLogger(Libp2pTransport.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private final Libp2pHost host;
    private final EventLoop loop;
    private final NodeNames names;
    private final List<RelayPeer> relays;
    private final Set<Connection> silent = ConcurrentHashMap.newKeySet();
    private final Set<PeerId> dialling = ConcurrentHashMap.newKeySet();
    private final Random payloads = new Random();
    private Runnable onChange = () -> {};
    private @Nullable Future<?> timer;

    SilenceWatch(Libp2pHost host, EventLoop loop, NodeNames names, List<RelayPeer> relays) {
        this.host = host;
        this.loop = loop;
        this.names = names;
        this.relays = relays;
    }

    /** @param onChange told when a connection has fallen silent or answers again */
    void start(Runnable onChange) {
        this.onChange = onChange;
        timer = loop.scheduleAtFixedRate(this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Returns whether a connection did not answer when it was asked last. */
    boolean silent(Connection connection) {
        return silent.contains(connection);
    }

    /** Returns whether a relay is connected and yet does not answer. */
    boolean silent(PeerId relay) {
        Connection connection = host.connections().best(relay);
        return connection != null && silent(connection);
    }

    /** Asks for a sign of life; completes with whether there was one, soon after {@code patience} at the latest. */
    Future<Boolean> probe(Connection connection, Duration patience) {
        PeerId relay = RelayTransport.relayOf(connection);
        Connection toRelay = relay == null ? null : host.connections().best(relay);
        if (toRelay != null) {
            probe(
                    toRelay,
                    patience); // if it is the relay that is silent, no other connection through it is worth a try
        }
        Promise<Boolean> answered = connection.eventLoop().newPromise();
        Ping.ping(connection, payloads, patience).addListener(pong -> {
            boolean alive = !(pong.cause() instanceof ReadTimeoutException); // a refusal is an answer
            heard(connection, alive);
            answered.trySuccess(alive);
        });
        return answered;
    }

    /** Nothing can be had of a connection any more; it may just not have noticed yet. */
    void giveUp(Connection connection) {
        heard(connection, false);
    }

    private void look() {
        Set.copyOf(silent).forEach(connection -> probe(connection, PATIENCE));
        for (RelayPeer relay : relays) {
            Connection connection = host.connections().best(relay.peerId());
            if (connection == null) {
                continue;
            }
            if (silent(connection)) {
                dialAnew(relay);
            } else {
                probe(connection, PATIENCE).addListener((Future<Boolean> alive) -> {
                    if (!alive.getNow()) {
                        dialAnew(relay); // at once: until then nobody reaches us through it
                    }
                });
            }
        }
    }

    private void dialAnew(RelayPeer relay) {
        if (dialling.add(relay.peerId())) {
            host.dial(relay.peerId(), relay.addresses()).addListener(dialled -> dialling.remove(relay.peerId()));
        }
    }

    private void heard(Connection connection, boolean answered) {
        if (answered) {
            if (silent.remove(connection)) {
                changed(connection, "connection answers again");
            }
        } else if (!connection.closeFuture().isDone() && silent.add(connection)) {
            connection.closeFuture().addListener(closed -> silent.remove(connection));
            changed(connection, "connection does not answer; new streams avoid it");
        }
    }

    private void changed(Connection connection, String what) {
        LOGGER.atInfo()
                .addKeyValue("node", names.nameOf(connection.peerId()))
                .addKeyValue("connection", connection)
                .log(what);
        onChange.run();
    }
}
