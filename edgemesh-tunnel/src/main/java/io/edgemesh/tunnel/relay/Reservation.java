package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A relay's promise to take circuits for a peer as long as the peer stays connected to it.
 *
 * @param expires   when it ends by the relay's clock, which need not agree with ours
 * @param addresses of the relay, its peer id at their end
 * @param voucher   the relay's signature under it, {@code null} if the relay gave none; owned by the reservation
 * @param limit     what the relay bounds circuits to this peer to
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Reservation(Instant expires, List<Multiaddr> addresses, byte @Nullable [] voucher, CircuitLimit limit) {
    /** How many addresses are read; what comes after them is left out. */
    static final int MAX_ADDRESSES = 64;

    private static final long LATEST_SECOND = Instant.MAX.getEpochSecond();

    public Reservation {
        addresses = List.copyOf(addresses);
    }

    Reservation withLimit(CircuitLimit other) {
        return new Reservation(expires, addresses, voucher, other);
    }

    void write(ProtoWriter out) {
        out.uint64(1, expires.getEpochSecond());
        addresses.forEach(address -> out.bytes(2, address.toBytes()));
        if (voucher != null) {
            out.bytes(3, voucher);
        }
    }

    static Reservation read(ProtoReader in) {
        long expires = 0;
        List<Multiaddr> addresses = new ArrayList<>();
        byte[] voucher = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> expires = in.uint64();
                case 2 -> Multiaddr.addIfKnown(in.bytes(), addresses, MAX_ADDRESSES);
                case 3 -> voucher = in.bytes();
                default -> {}
            }
        }
        return new Reservation(instant(expires), addresses, voucher, CircuitLimit.NONE);
    }

    static Instant instant(long epochSecond) {
        if (epochSecond < 0 || epochSecond > LATEST_SECOND) {
            throw new MalformedException("reservation that expires at second " + Long.toUnsignedString(epochSecond));
        }
        return Instant.ofEpochSecond(epochSecond);
    }
}
