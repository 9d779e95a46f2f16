package io.edgemesh.tunnel.dcutr;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.ConnectionListener;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.host.ProtocolRefusedException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.ping.Ping;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns relayed connections into direct ones: two peers behind NATs dial each other at the same moment, so that each opens
 * its own NAT for the other. What runs over the relay is left alone, whether or not it works.
 *
 * <p>The peer that was reached over the relay begins. It takes the relay's word for how it looks from outside; one relay is
 * enough, and private ranges count, as the "outside" may be a carrier's or a company's network. A relay that is yet to say how
 * one of the sockets looks is waited for while the relayed connection is young, as both begin right after a node's start.
 *
 * <p>Unlike the specification, the peer that begins also plays the dialler's part on the new connection, as in go-libp2p before
 * v0.41; at the second attempt both have it the other way round.
 *
 * <p><b>Threads:</b> safe for use by several.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/relay/DCUtR.md">Direct connection upgrade through relay</a>
 */
public final class HolePunching implements ConnectionListener {
    public static final String PROTOCOL_ID = "/libp2p/dcutr";

    static final Duration MESSAGE_TIMEOUT = Duration.ofSeconds(5);
    static final long SOON_MILLIS = 100;
    static final int REVERSED_ATTEMPT = 2; // of those beside one relayed connection
    private static final Duration PATIENCE = Duration.ofSeconds(1); // a false alarm costs another connection
    private static final Duration LASTING = Duration.ofSeconds(10);
    private static final Logger LOGGER = LoggerFactory.getLogger(HolePunching.class);

    private final Libp2pHost host;
    private final Vantages vantages;
    private final ConcurrentMap<PeerId, Future<Connection>> answering = new ConcurrentHashMap<>();
    private final ConcurrentMap<Connection, Integer> signs = new ConcurrentHashMap<>(); // heard on relayed connections
    private final ConcurrentMap<PeerId, List<Multiaddr>> targets = new ConcurrentHashMap<>();
    private final Set<Connection> punched = ConcurrentHashMap.newKeySet();
    private final HolePunchCounters counters = new HolePunchCounters();
    private final Random payloads = new Random();

    private HolePunching(Libp2pHost host, Vantages vantages) {
        this.host = host;
        this.vantages = vantages;
    }

    /**
     * Makes a host punch holes.
     *
     * @param observations where the peer at the other end of a connection sees us, or {@code null} while it has not said
     * @param awaited      whether a relay is about to say more of that
     */
    public static HolePunching addTo(
            Libp2pHost host, Function<Connection, @Nullable Multiaddr> observations, Predicate<PeerId> awaited) {
        HolePunching punching = new HolePunching(host, new Vantages(host, observations, awaited));
        host.handle(PROTOCOL_ID, punching::answer);
        host.addListener(punching);
        return punching;
    }

    /** Returns whether a connection came about by hole punching. */
    public boolean punched(Connection connection) {
        return punched.contains(connection);
    }

    /** Returns how it went so far. */
    public HolePunchStats stats() {
        return counters.snapshot();
    }

    @Override
    public void onConnected(Connection connection) {
        if (connection.relayed() && !connection.dialled()) {
            new PunchInitiation(this, counters, connection).start();
        } else if (targets.getOrDefault(connection.peerId(), List.of()).contains(connection.remoteAddress())) {
            remember(connection); // before anyone asks what kind of path it is
        }
    }

    Vantages vantages() {
        return vantages;
    }

    /** Completes with whether there is nothing to punch: the peer is connected directly, and not just by a dead connection. */
    Future<Boolean> direct(EventExecutor executor, PeerId peer) {
        Promise<Boolean> answered = executor.newPromise();
        Connection direct = host.connections().best(peer);
        if (direct == null || direct.relayed()) {
            return answered.setSuccess(false);
        }
        Ping.ping(direct, payloads, PATIENCE)
                .addListener(pong ->
                        answered.trySuccess(pong.isSuccess() || pong.cause() instanceof ProtocolRefusedException));
        return answered;
    }

    /** Dials, and remembers a connection that comes about as one that was punched. */
    Future<Connection> punch(
            EventExecutor executor, PeerId peer, List<Multiaddr> addresses, List<Vantage> from, boolean dialler) {
        List<Multiaddr> dialled = addresses.stream()
                .map(Multiaddr::withoutPeerId)
                .filter(Objects::nonNull)
                .toList();
        targets.put(peer, dialled);
        return Punch.begin(executor, host::dial, peer, addresses, from, dialler)
                .addListener((Future<Connection> done) -> {
                    targets.remove(peer, dialled);
                    if (done.isSuccess()) {
                        remember(done.getNow()); // over QUIC it may come from another port than was expected
                    }
                });
    }

    private void remember(Connection connection) {
        if (!punched.add(connection)) {
            return;
        }
        signs.keySet().removeIf(relayed -> relayed.peerId().equals(connection.peerId())); // the next hole begins anew
        connection.closeFuture().addListener(closed -> {
            punched.remove(connection);
            punchAnew(connection);
        });
        LOGGER.atInfo()
                .addKeyValue("peerId", connection.peerId())
                .addKeyValue("path", connection.remoteAddress())
                .log("reached directly through the NATs");
    }

    /** A hole that served for a while and closed is worth another, as long as there is a relayed connection beside. */
    private void punchAnew(Connection closed) {
        Duration age = Duration.between(closed.since(), host.clock().instant());
        if (age.compareTo(LASTING) >= 0) {
            host.connections().all(closed.peerId()).stream()
                    .filter(connection -> connection.relayed() && !connection.dialled())
                    .findFirst()
                    .ifPresent(relayed -> new PunchInitiation(this, counters, relayed).start());
        }
    }

    /** The peer that was reached over the relay asks for an appointment. */
    void answer(NegotiatedStream stream) {
        Connection relayed = stream.connection();
        if (relayed.relayed() && relayed.dialled()) {
            ResponderHandler.install(
                    stream.channel(),
                    () -> vantages.of(relayed),
                    () -> vantages.young(relayed),
                    (addresses, own) -> answerSign(relayed, addresses, own));
        } else {
            stream.channel().reset();
        }
    }

    private void answerSign(Connection relayed, List<Multiaddr> addresses, List<Vantage> own) {
        PeerId peer = relayed.peerId();
        boolean dialler = countSign(relayed) == REVERSED_ATTEMPT;
        Future<Connection> punch = punch(relayed.eventLoop(), peer, addresses, own, dialler);
        Future<Connection> earlier = answering.put(peer, punch);
        if (earlier != null) {
            earlier.cancel(false); // the peer has given up on it
        }
        punch.addListener(done -> answering.remove(peer, punch));
    }

    private int countSign(Connection relayed) {
        int count = signs.merge(relayed, 1, Integer::sum);
        if (count == 1) {
            relayed.closeFuture().addListener(closed -> signs.remove(relayed));
        }
        return count;
    }
}
