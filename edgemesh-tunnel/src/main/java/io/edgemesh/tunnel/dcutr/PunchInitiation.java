package io.edgemesh.tunnel.dcutr;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.ProtocolRefusedException;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the peer that was reached over a relay does: up to three times, makes an appointment and keeps it.
 *
 * <p>The peer may know only one way to share out the parts on the new connection. The first and the last attempt have us as the
 * dialler, as go-libp2p before v0.41 (so Go agents) expects; the second has the peer, as the specification and later go-libp2p
 * do. Our own peers count along.
 */
final class PunchInitiation {
    private static final Logger LOGGER = LoggerFactory.getLogger(PunchInitiation.class);
    private static final int MAX_ATTEMPTS = 3;
    private static final long PAUSE_MILLIS = 300;

    private final HolePunching punching;
    private final HolePunchCounters counters;
    private final Connection relayed;
    private int attempts;

    PunchInitiation(HolePunching punching, HolePunchCounters counters, Connection relayed) {
        this.punching = punching;
        this.counters = counters;
        this.relayed = relayed;
    }

    /** Begins once the connection is in use. On its event loop, as everything here. */
    void start() {
        relayed.eventLoop().execute(this::attempt);
    }

    private void attempt() {
        punching.direct(relayed.eventLoop(), relayed.peerId()).addListener((Future<Boolean> direct) -> {
            if (!direct.getNow() && !relayed.closeFuture().isDone()) {
                makeAppointment();
            }
        });
    }

    private void makeAppointment() {
        List<Vantage> own = punching.vantages().of(relayed);
        if (own.isEmpty()) {
            noAppointment(new IllegalStateException("the relay has not said where it sees us"));
            return;
        }
        Promise<Appointment> appointment = relayed.eventLoop().newPromise();
        appointment.addListener((Future<Appointment> made) -> onAppointment(made, own));
        relayed.openStream(
                        List.of(HolePunching.PROTOCOL_ID),
                        stream -> InitiatorHandler.install(stream.channel(), Vantages.observed(own), appointment))
                .addListener(opened -> {
                    if (!opened.isSuccess()) {
                        appointment.tryFailure(opened.cause());
                    }
                });
    }

    private void onAppointment(Future<Appointment> made, List<Vantage> own) {
        if (!made.isSuccess()) {
            noAppointment(made.cause());
            return;
        }
        attempts++;
        counters.attempts.increment();
        Appointment appointment = made.getNow();
        relayed.eventLoop()
                .schedule(() -> keep(appointment, own), appointment.roundTripNanos() / 2, TimeUnit.NANOSECONDS);
    }

    private void keep(Appointment appointment, List<Vantage> own) {
        boolean dialler = attempts != HolePunching.REVERSED_ATTEMPT;
        punching.punch(relayed.eventLoop(), relayed.peerId(), appointment.addresses(), own, dialler)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        counters.successes.increment();
                    } else {
                        failed(done.cause());
                    }
                });
    }

    /** That does not count while one of us may just have to hear from the relay. */
    private void noAppointment(Throwable cause) {
        if (punching.vantages().young(relayed) && !(cause instanceof ProtocolRefusedException)) {
            relayed.eventLoop().schedule(this::attempt, HolePunching.SOON_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            attempts++;
            failed(cause);
        }
    }

    private void failed(Throwable cause) {
        if (attempts < MAX_ATTEMPTS && !(cause instanceof ProtocolRefusedException)) {
            relayed.eventLoop().schedule(this::attempt, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        counters.failures.increment();
        LOGGER.atInfo()
                .addKeyValue("peerId", relayed.peerId())
                .addKeyValue("failure", cause.getMessage())
                .log("no hole through the NATs, the relay goes on");
    }
}
