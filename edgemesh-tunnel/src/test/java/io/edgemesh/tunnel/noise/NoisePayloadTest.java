package io.edgemesh.tunnel.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.Peers;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.MalformedException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What a peer says within the handshake, and what a liar might. */
class NoisePayloadTest {
    private static final PeerKeyPair ALICE = Peers.key(1);
    private static final byte[] STATIC_KEY = new byte[32];
    private static final byte[] GENUINE = NoisePayload.write(
            ALICE.publicKey(), NoisePayload.sign(ALICE, STATIC_KEY), List.of("/yamux/1.0.0", "/other"));

    @Test
    void isReadAsItWasWritten() {
        NoisePayload payload = NoisePayload.read(GENUINE, STATIC_KEY);

        assertThat(payload.publicKey()).isEqualTo(ALICE.publicKey());
        assertThat(payload.muxers()).containsExactly("/yamux/1.0.0", "/other");
    }

    @Property
    void anyBytesAreRefused(@ForAll @Size(max = 200) byte[] bytes) {
        assertThat(identity(bytes)).isNull();
    }

    /** The muxers are not signed; the handshake as a whole protects them. */
    @Property
    void noChangedByteMakesAnotherPeerOfIt(@ForAll int position, @ForAll byte value) {
        byte[] changed = GENUINE.clone();
        changed[Math.floorMod(position, changed.length)] = value;

        assertThat(identity(changed)).isIn(null, ALICE.publicKey());
    }

    private static Object identity(byte[] bytes) {
        try {
            return NoisePayload.read(bytes, STATIC_KEY).publicKey();
        } catch (MalformedException refused) {
            return null;
        }
    }
}
