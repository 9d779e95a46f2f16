package io.edgemesh.tunnel.kad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.netty.buffer.ByteBufUtil;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KadKeyTest {
    @Test
    void theKeyOfARendezvousIsTheMultihashOfItsText() {
        byte[] key = KadKey.ofRendezvous("EDGEMESH_PLAYGOUND").bytes();

        assertThat(ByteBufUtil.hexDump(key))
                .isEqualTo("12209fffe3352d69515eed7270bdaa59956e4c3473a0dd24df9049cddd6e0b6e3c72");
    }

    @Test
    void isOfNoPeerUnlessItIsAPeerId() {
        assertThat(KadKey.of(Ids.id(1)).peerId()).isEqualTo(Ids.id(1));
        assertThat(KadKey.of(Ids.id(1).toString().getBytes()).peerId()).isNull();
    }

    @Test
    void refusesBytesThatNoKeyHas() {
        assertThatThrownBy(() -> KadKey.of(new byte[0])).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> KadKey.of(new byte[KadKey.MAX_BYTES + 1])).isInstanceOf(MalformedException.class);
    }

    @Property
    void distancesAreThoseOfTheXorOfDigests(
            @ForAll @Size(min = 1, max = 80) byte[] target,
            @ForAll @Size(min = 1, max = 80) byte[] one,
            @ForAll @Size(min = 1, max = 80) byte[] other) {
        int compared = KadKey.of(target).compareDistance(KadKey.of(one), KadKey.of(other));

        assertThat(Integer.signum(compared))
                .isEqualTo(Ids.distance(target, one).compareTo(Ids.distance(target, other)));
    }

    @Property
    void theSharedPrefixIsWhatTheXorOfDigestsBeginsWith(
            @ForAll @Size(min = 1, max = 80) byte[] one, @ForAll @Size(min = 1, max = 80) byte[] other) {
        BigInteger distance = Ids.distance(one, other);

        assertThat(KadKey.of(one).sharedPrefix(KadKey.of(other))).isEqualTo(256 - distance.bitLength());
    }
}
