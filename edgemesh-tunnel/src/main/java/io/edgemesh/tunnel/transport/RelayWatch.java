package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.ping.Ping;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pings each relay once a second, so that one that has fallen silent is known within three: new streams then avoid it. Its
 * connection is left alone, as a network that comes back may take up what runs over it; the keep-alive ends it in time.
 *
 * <p><b>Threads:</b> pings begin on one event loop; {@link #silent} is for any.
 */
final class RelayWatch {
    private static final Logger LOGGER = LoggerFactory.getLogger(Libp2pTransport.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private final Libp2pHost host;
    private final EventLoop loop;
    private final NodeNames names;
    private final List<Relay> relays;
    private final Map<PeerId, Boolean> silent = new ConcurrentHashMap<>();
    private final Random payloads = new Random();
    private @Nullable Future<?> timer;

    RelayWatch(Libp2pHost host, EventLoop loop, NodeNames names, List<Relay> relays) {
        this.host = host;
        this.loop = loop;
        this.names = names;
        this.relays = relays;
    }

    void start() {
        timer = loop.scheduleAtFixedRate(
                this::pingAll, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Returns whether a relay is connected and yet does not answer. */
    boolean silent(PeerId relay) {
        return silent.containsKey(relay);
    }

    private void pingAll() {
        for (Relay relay : relays) {
            Connection connection = host.connections().best(relay.peerId());
            if (connection == null) {
                silent.remove(relay.peerId());
            } else {
                ping(connection);
            }
        }
    }

    private void ping(Connection connection) {
        Ping.ping(connection, payloads, PATIENCE)
                .addListener((Future<Duration> pong) -> heard(connection, pong.isSuccess()));
    }

    private void heard(Connection connection, boolean answered) {
        PeerId relay = connection.peerId();
        if (answered) {
            if (silent.remove(relay) != null) {
                LOGGER.atInfo().addKeyValue("relay", names.nameOf(relay)).log("relay answers again");
            }
        } else if (!connection.closeFuture().isDone() && silent.put(relay, true) == null) {
            LOGGER.atWarn()
                    .addKeyValue("relay", names.nameOf(relay))
                    .log("relay does not answer; new streams avoid it");
        }
    }
}
