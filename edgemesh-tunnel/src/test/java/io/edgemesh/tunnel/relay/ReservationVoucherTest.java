package io.edgemesh.tunnel.relay;

import static io.edgemesh.tunnel.fakes.Peers.key;
import static io.edgemesh.tunnel.fakes.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.identity.SignedEnvelope;
import io.edgemesh.tunnel.multiformats.MalformedException;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReservationVoucherTest {
    private static final int RELAY = 1;
    private static final int PEER = 2;
    private static final ReservationVoucher VOUCHER =
            new ReservationVoucher(peer(RELAY), peer(PEER), Instant.ofEpochSecond(1_700_000_000));
    private static final byte[] SEALED = VOUCHER.seal(key(RELAY));

    @Test
    void isOpenedByThePeerThatItIsFor() {
        byte[] sealed = VOUCHER.seal(key(RELAY));

        assertThat(ReservationVoucher.open(sealed, peer(RELAY), peer(PEER))).isEqualTo(VOUCHER);
    }

    @Test
    void isWorthNothingToAnotherPeer() {
        byte[] sealed = VOUCHER.seal(key(RELAY));

        assertThatThrownBy(() -> ReservationVoucher.open(sealed, peer(RELAY), peer(3)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("for " + peer(PEER));
    }

    @Test
    void isWorthNothingWithTheSignatureOfAnybodyElse() {
        byte[] sealed = VOUCHER.seal(key(3));

        assertThatThrownBy(() -> ReservationVoucher.open(sealed, peer(RELAY), peer(PEER)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("signed by " + peer(3));
    }

    @Test
    void isWorthNothingIfItNamesAnotherRelay() {
        byte[] sealed = new ReservationVoucher(peer(3), peer(PEER), Instant.EPOCH).seal(key(RELAY));

        assertThatThrownBy(() -> ReservationVoucher.open(sealed, peer(RELAY), peer(PEER)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("of relay " + peer(3));
    }

    @Test
    void aSignatureForAnotherPurposeIsNoVoucher() {
        byte[] sealed = SignedEnvelope.seal(key(RELAY), "libp2p-peer-record", new byte[] {3, 2}, new byte[0]);

        assertThatThrownBy(() -> ReservationVoucher.open(sealed, peer(RELAY), peer(PEER)))
                .isInstanceOf(MalformedException.class);
    }

    @Property(tries = 100)
    void noChangedByteGoesUnnoticed(
            @ForAll @IntRange(min = 0, max = 1000) int index, @ForAll @IntRange(min = 1, max = 255) int change) {
        byte[] sealed = SEALED.clone();
        sealed[index % sealed.length] ^= (byte) change;

        assertThatThrownBy(() -> ReservationVoucher.open(sealed, peer(RELAY), peer(PEER)))
                .isInstanceOf(MalformedException.class);
    }
}
