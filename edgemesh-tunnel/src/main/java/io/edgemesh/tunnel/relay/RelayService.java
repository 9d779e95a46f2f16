package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.relay.Exchange.Answer;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries traffic between peers that cannot reach each other: the relay's side of circuit relay v2.
 *
 * <p>A peer that wants to be reached makes a reservation over its connection. When another asks for a circuit to it, the
 * relay offers the circuit to the peer over that connection, and joins the two streams if it agrees. What they carry is
 * secured end to end; the relay sees nothing of it.
 *
 * <p><b>Threads:</b> safe for use by several; streams are served on their own event loops.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/relay/circuit-v2.md">circuit relay v2</a>
 */
public final class RelayService {
    private static final Logger LOGGER = LoggerFactory.getLogger(RelayService.class);

    private final RelayConfig config;
    private final Reservations reservations;
    private final CircuitSlots slots;
    private final Offers offers = new Offers();
    private final RelayCounters counters = new RelayCounters();

    /**
     * Adds the service to a host, which from then on is a relay.
     *
     * @param addresses where peers can reach the host, asked anew for each reservation
     * @param ticker    the time by which reservations expire
     */
    public static RelayService addTo(
            Libp2pHost host, RelayConfig config, Supplier<List<Multiaddr>> addresses, Ticker ticker) {
        Reservations reservations = new Reservations(host.keyPair(), addresses, config, host.clock(), ticker);
        RelayService service = new RelayService(config, reservations);
        host.handle(HopMessage.PROTOCOL, service::accept);
        return service;
    }

    RelayService(RelayConfig config, Reservations reservations) {
        this.config = config;
        this.reservations = reservations;
        slots = new CircuitSlots(config.maxCircuits(), config.maxCircuitsPerPeer(), config.maxCircuitsPerIp());
    }

    /** Returns what the relay does and has done. */
    public RelayStats stats() {
        return counters.snapshot(reservations.size(), slots.circuits());
    }

    RelayConfig config() {
        return config;
    }

    /** Serves a stream of the hop protocol. On the stream's event loop. */
    void accept(NegotiatedStream stream) {
        HopHandler.serve(this, stream.connection(), stream.channel());
    }

    HopMessage.Status refusal(RelayStatus status) {
        counters.refused(status);
        return HopMessage.Status.of(status);
    }

    /** Answers a request for a reservation. */
    HopMessage.Status reserve(Connection connection) {
        if (connection.relayed()) {
            return refusal(RelayStatus.PERMISSION_DENIED);
        }
        Reservation granted = reservations.grant(connection);
        if (granted == null) {
            LOGGER.atWarn().addKeyValue("peerId", connection.peerId()).log("reservation refused, the relay is full");
            return refusal(RelayStatus.RESERVATION_REFUSED);
        }
        counters.reservationsGranted.increment();
        offers.moveTo(connection);
        return new HopMessage.Status(RelayStatus.OK, granted, config.limit());
    }

    /** Answers a request for a circuit. On the event loop of the request's stream. */
    void open(CircuitRequest request) {
        Connection target = reservations.connectionTo(request.target());
        RelayStatus status = admit(request, target);
        if (target == null || status != RelayStatus.OK) {
            request.refuse(refusal(status));
            return;
        }
        request.hop().closeFuture().addListener(closed -> slots.release(slot(request)));
        offer(request, target);
    }

    private RelayStatus admit(CircuitRequest request, @Nullable Connection target) {
        if (request.source().relayed()) {
            return RelayStatus.PERMISSION_DENIED;
        }
        if (target == null) {
            return RelayStatus.NO_RESERVATION;
        }
        return slots.acquire(slot(request)) ? RelayStatus.OK : RelayStatus.RESOURCE_LIMIT_EXCEEDED;
    }

    private static CircuitSlots.Slot slot(CircuitRequest request) {
        return new CircuitSlots.Slot(request.sourcePeer(), request.target(), RemoteIp.of(request.source()));
    }

    private void offer(CircuitRequest request, Connection target) {
        Offer offer = new Offer(request, config);
        offers.add(offer);
        offer.answer().addListener((Future<Answer<StopMessage>> answered) -> {
            if (answered.isSuccess()) {
                onAnswer(request, answered.getNow());
            } else {
                fail(request, answered.cause().toString());
            }
        });
        offer.over(target);
        Connection now = reservations.connectionTo(request.target());
        if (now != null) {
            offer.over(now); // it has just moved, before it was known that there is an offer to take along
        }
    }

    private void onAnswer(CircuitRequest request, Answer<StopMessage> answer) {
        if (answer.message().equals(new StopMessage.Status(RelayStatus.OK))) {
            join(request, answer);
        } else {
            answer.stream().close();
            fail(request, "the target answered " + answer.message());
        }
    }

    private void join(CircuitRequest request, Answer<StopMessage> answer) {
        if (request.hop().isActive()) {
            Circuit.join(request, answer.stream(), config.limit(), counters);
        } else {
            answer.stream().reset(); // the client has not waited for the target
        }
    }

    private void fail(CircuitRequest request, String failure) {
        LOGGER.atDebug()
                .addKeyValue("source", request.sourcePeer())
                .addKeyValue("target", request.target())
                .addKeyValue("failure", failure)
                .log("the target did not take the circuit");
        request.refuse(refusal(RelayStatus.CONNECTION_FAILED));
    }
}
