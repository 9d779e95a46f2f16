package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.identity.SignedEnvelope;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a relay signs for a peer that it has given a reservation.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/relay/circuit-v2.md">circuit relay v2, "Reservation
 *     Vouchers"</a>
 */
record ReservationVoucher(PeerId relay, PeerId peer, Instant expires) {
    private static final String DOMAIN = "libp2p-relay-rsvp";
    private static final byte[] PAYLOAD_TYPE = {0x03, 0x02};

    /** Returns the voucher in an envelope, in binary form, signed with the relay's key. */
    byte[] seal(PeerKeyPair relayKey) {
        ByteBuf out = Unpooled.buffer();
        new ProtoWriter(out).bytes(1, relay.toBytes()).bytes(2, peer.toBytes()).uint64(3, expires.getEpochSecond());
        return SignedEnvelope.seal(relayKey, DOMAIN, PAYLOAD_TYPE, ByteBufUtil.getBytes(out));
    }

    /**
     * Opens the voucher that {@code relay} gave to {@code peer}.
     *
     * @throws MalformedException if it is none, is signed by somebody else than the relay, or is about other peers
     */
    static ReservationVoucher open(byte[] envelope, PeerId relay, PeerId peer) {
        SignedEnvelope opened = SignedEnvelope.open(envelope, DOMAIN, PAYLOAD_TYPE);
        ReservationVoucher voucher = read(opened.payload());
        requireSame("signed by", relay, opened.signer().peerId());
        requireSame("of relay", relay, voucher.relay);
        requireSame("for", peer, voucher.peer);
        return voucher;
    }

    private static ReservationVoucher read(byte[] payload) {
        PeerId relay = null;
        PeerId peer = null;
        long expires = 0;
        ProtoReader in = new ProtoReader(Unpooled.wrappedBuffer(payload));
        while (in.next()) {
            switch (in.field()) {
                case 1 -> relay = PeerId.from(in.bytes());
                case 2 -> peer = PeerId.from(in.bytes());
                case 3 -> expires = in.uint64();
                default -> {}
            }
        }
        return new ReservationVoucher(require(relay, "relay"), require(peer, "peer"), Reservation.instant(expires));
    }

    private static PeerId require(@Nullable PeerId peerId, String name) {
        if (peerId == null) {
            throw new MalformedException("reservation voucher without a " + name);
        }
        return peerId;
    }

    private static void requireSame(String what, PeerId expected, PeerId actual) {
        if (!actual.equals(expected)) {
            throw new MalformedException(
                    "reservation voucher " + what + ' ' + actual + " (expected: " + expected + ')');
        }
    }
}
