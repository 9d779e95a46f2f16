package io.edgemesh.tunnel.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PeerRecordTest {
    private static final PeerKeyPair ALICE = PeerKeyPair.ofSeed(new byte[32]);
    private static final PeerKeyPair BOB = PeerKeyPair.ofSeed(new byte[] {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
        31, 32
    });
    private static final PeerRecord RECORD = new PeerRecord(
            ALICE.peerId(), 1234, List.of(Multiaddr.parse("/ip4/192.0.2.1/tcp/1"), Multiaddr.parse("/dns/a/tcp/2/ws")));
    private static final byte[] SEALED = RECORD.seal(ALICE);

    @Test
    void opensWhatItsPeerSealed() {
        assertThat(PeerRecord.open(SEALED)).isEqualTo(RECORD);
    }

    @Test
    void refusesToSignForSomebodyElse() {
        assertThatThrownBy(() -> RECORD.seal(BOB)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesARecordSignedBySomebodyElse() {
        byte[] forged = SignedEnvelope.seal(
                BOB,
                "libp2p-peer-record",
                new byte[] {3, 1},
                message(w -> w.bytes(1, ALICE.peerId().toBytes())));

        assertThatThrownBy(() -> PeerRecord.open(forged)).hasMessageContaining("signed by " + BOB.peerId());
    }

    @Test
    void refusesAnEnvelopeThatWasSealedForAnotherPurpose() {
        byte[] envelope = SignedEnvelope.seal(ALICE, "another-purpose", new byte[] {3, 1}, new byte[] {1});

        assertThatThrownBy(() -> PeerRecord.open(envelope)).hasMessageContaining("signature is not one of");
    }

    @Test
    void refusesAnEnvelopeOfAnotherType() {
        byte[] envelope = SignedEnvelope.seal(ALICE, "libp2p-peer-record", new byte[] {3, 2}, new byte[] {1});

        assertThatThrownBy(() -> PeerRecord.open(envelope)).hasMessageContaining("type 0302 (expected: 0301)");
    }

    @Test
    void leavesOutAddressesOfUnknownKinds() {
        byte[] payload = message(w -> w.bytes(1, ALICE.peerId().toBytes())
                .message(3, info -> info.bytes(1, new byte[] {127, 1}))
                .message(
                        3,
                        info -> info.bytes(
                                1, Multiaddr.parse("/ip4/1.2.3.4/tcp/5").toBytes())));

        PeerRecord record =
                PeerRecord.open(SignedEnvelope.seal(ALICE, "libp2p-peer-record", new byte[] {3, 1}, payload));

        assertThat(record.addresses()).containsExactly(Multiaddr.parse("/ip4/1.2.3.4/tcp/5"));
    }

    @Property(tries = 300)
    void noBitOfItCanBeChanged(@ForAll int position) {
        byte[] changed = SEALED.clone();
        int bit = Math.floorMod(position, changed.length * 8);
        changed[bit / 8] ^= (byte) (1 << bit % 8);

        assertThatThrownBy(() -> PeerRecord.open(changed)).isInstanceOf(MalformedException.class);
    }

    @Property
    void refusesAnyOtherBytes(@ForAll @Size(max = 100) byte[] bytes) {
        assertThatThrownBy(() -> PeerRecord.open(bytes)).isInstanceOf(MalformedException.class);
    }

    private static byte[] message(Consumer<ProtoWriter> body) {
        ByteBuf out = Unpooled.buffer();
        body.accept(new ProtoWriter(out));
        return ByteBufUtil.getBytes(out);
    }
}
