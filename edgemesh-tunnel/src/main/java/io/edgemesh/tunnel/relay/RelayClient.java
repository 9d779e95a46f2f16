package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.relay.Exchange.Answer;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Asks relays for reservations and circuits.
 *
 * <p><b>Threads:</b> called from any; answers on the event loop of the connection to the relay.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/relay/circuit-v2.md">circuit relay v2</a>
 */
final class RelayClient {
    private final PeerId self;

    RelayClient(PeerId self) {
        this.self = self;
    }

    /** Asks to be reached through the relay at the other end. Fails with {@link RelayException}. */
    Future<Reservation> reserve(Connection relay, Duration timeout) {
        return ask(relay, null, new HopMessage.Reserve(), timeout, (status, stream) -> {
            stream.close();
            return checked(status, relay.peerId());
        });
    }

    private Reservation checked(HopMessage.Status status, PeerId relay) {
        Reservation reservation = status.reservation();
        if (reservation == null) {
            throw new MalformedException("OK without a reservation");
        }
        byte[] voucher = reservation.voucher();
        if (voucher != null) {
            ReservationVoucher.open(voucher, relay, self);
        }
        return reservation.withLimit(status.limit());
    }

    /** Asks for a circuit to {@code target}: a stream that nobody reads yet. Fails with {@link RelayException}. */
    Future<StreamChannel> circuit(Connection relay, PeerId target, Duration timeout) {
        return ask(relay, target, new HopMessage.Connect(target), timeout, (status, stream) -> stream);
    }

    private static <T> Future<T> ask(
            Connection relay,
            @Nullable PeerId target,
            HopMessage question,
            Duration timeout,
            BiFunction<HopMessage.Status, StreamChannel, T> use) {
        Promise<T> result = relay.eventLoop().newPromise();
        Exchange.ask(relay, HopMessage.PROTOCOL, new HopCodec(), question, timeout)
                .addListener((Future<Answer<HopMessage>> answered) -> {
                    if (!answered.isSuccess()) {
                        result.tryFailure(RelayException.failed(relay.peerId(), target, answered.cause()));
                        return;
                    }
                    StreamChannel stream = answered.getNow().stream();
                    try {
                        T used = use.apply(
                                agreed(relay, target, answered.getNow().message()), stream);
                        if (!result.trySuccess(used)) {
                            stream.reset();
                        }
                    } catch (RelayException | MalformedException e) {
                        stream.close();
                        result.tryFailure(
                                e instanceof RelayException ? e : RelayException.failed(relay.peerId(), target, e));
                    }
                });
        return result;
    }

    private static HopMessage.Status agreed(Connection relay, @Nullable PeerId target, HopMessage answer) {
        if (!(answer instanceof HopMessage.Status status)) {
            throw new MalformedException("it answered with a request");
        }
        if (status.status() != RelayStatus.OK) {
            throw RelayException.refused(relay.peerId(), target, status.status());
        }
        return status;
    }
}
