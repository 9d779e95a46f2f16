package io.edgemesh.tunnel.pnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SwarmProofTest {
    private static final SwarmSecret SECRET = secret("01");
    private static final PeerId DIALLER = peer(4);
    private static final PeerId LISTENER = peer(5);
    private static final byte[] DIALLERS_NONCE = filled(2);
    private static final byte[] LISTENERS_NONCE = filled(3);

    private final SwarmProof proof = new SwarmProof(SECRET, DIALLER, LISTENER, DIALLERS_NONCE, LISTENERS_NONCE);

    /** The example of docs/wire-protocol.md; the values were computed with Python's hmac. */
    @Test
    void isWhatTheSpecificationHasAsItsExample() {
        assertThat(DIALLER).hasToString("12D3KooWPT98FXMfDQYavZm66EeVjTqP9Nnehn1gyaydqV8L8BQw");
        assertThat(LISTENER).hasToString("12D3KooWHFd1gyNYFqxt7ke9FY2VoVVWY2XSPhvL9vg2pB6wQGfa");
        assertThat(HexFormat.of().formatHex(proof.of(true)))
                .isEqualTo("0d357c68fd32c481654cbfa7f9e5e3f8962322aa158c6ff946255e800616aa59");
        assertThat(HexFormat.of().formatHex(proof.of(false)))
                .isEqualTo("be8c49a7e07e1c93de3f3800b38035d37600729e88007aa2f55f8c69414c640f");
    }

    @Test
    void holdsForItsOwnPartOnly() {
        assertThat(proof.verifies(proof.of(true), true)).isTrue();
        assertThat(proof.verifies(proof.of(false), false)).isTrue();
        assertThat(proof.verifies(proof.of(true), false)).isFalse();
        assertThat(proof.verifies(proof.of(false), true)).isFalse();
    }

    @Test
    void holdsForOneSecretAndOnePairOfPeersAndOneConnection() {
        byte[] made = proof.of(true);

        assertThat(new SwarmProof(secret("02"), DIALLER, LISTENER, DIALLERS_NONCE, LISTENERS_NONCE)
                        .verifies(made, true))
                .isFalse();
        assertThat(new SwarmProof(SECRET, peer(6), LISTENER, DIALLERS_NONCE, LISTENERS_NONCE).verifies(made, true))
                .isFalse();
        assertThat(new SwarmProof(SECRET, DIALLER, peer(6), DIALLERS_NONCE, LISTENERS_NONCE).verifies(made, true))
                .isFalse();
        assertThat(new SwarmProof(SECRET, DIALLER, LISTENER, filled(9), LISTENERS_NONCE).verifies(made, true))
                .isFalse();
        assertThat(new SwarmProof(SECRET, DIALLER, LISTENER, DIALLERS_NONCE, filled(9)).verifies(made, true))
                .isFalse();
    }

    @Property
    void noOtherBytesVerify(@ForAll @IntRange(max = 31) int index, @ForAll @IntRange(min = 1, max = 255) int change) {
        byte[] forged = proof.of(true);
        forged[index] ^= (byte) change;

        assertThat(proof.verifies(forged, true)).isFalse();
    }

    private static SwarmSecret secret(String octet) {
        return SwarmSecret.parseSwarmKey("/key/swarm/psk/1.0.0/\n/base16/\n" + octet.repeat(32));
    }

    private static PeerId peer(int number) {
        return PeerKeyPair.ofSeed(filled(number)).peerId();
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
