package io.edgemesh.tunnel.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.Peers;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidatesTest {
    private static final PeerId PEER = Peers.peer(1);

    private Instant now = Instant.ofEpochSecond(1_700_000_000);
    private final Candidates candidates = new Candidates(() -> now);

    @Test
    void tellsWhetherAnythingIsNew() {
        assertThat(candidates.add(PEER, List.of(address(1)))).isTrue();
        assertThat(candidates.add(PEER, List.of(address(1)))).isFalse();
        assertThat(candidates.add(PEER, List.of(address(1), address(2)))).isTrue();
        assertThat(candidates.of(PEER)).containsExactly(address(1), address(2));
    }

    @Test
    void forgetsWhatIsNotHeardOfAgain() {
        candidates.add(PEER, List.of(address(1)));
        now = now.plus(Duration.ofMinutes(Candidates.LIFETIME_MINUTES - 1));
        candidates.add(PEER, List.of(address(2)));

        now = now.plus(Duration.ofMinutes(2));

        assertThat(candidates.of(PEER)).containsExactly(address(2));
    }

    @Test
    void keepsTheLatestAddressesOfAPeer() {
        for (int port = 1; port <= 100; port++) {
            candidates.add(PEER, List.of(address(port)));
        }

        assertThat(candidates.of(PEER))
                .hasSize(Candidates.MAX_ADDRESSES)
                .contains(address(100))
                .doesNotContain(address(1));
    }

    @Test
    void aFloodOfPeersPushesOutThoseThatNobodyAsksFor() {
        List<PeerId> strangers = new ArrayList<>();
        candidates.add(PEER, List.of(address(1)));
        for (int i = 0; i < 2 * Candidates.MAX_PEERS; i++) {
            PeerId stranger = PeerId.ofPublicKey(new byte[] {8, 1, (byte) i, (byte) (i >> 8)});
            strangers.add(stranger);
            candidates.add(stranger, List.of(address(2)));
            assertThat(candidates.of(PEER)).isNotEmpty();
        }

        assertThat(strangers.stream()
                        .filter(stranger -> !candidates.of(stranger).isEmpty()))
                .hasSize(Candidates.MAX_PEERS - 1);
    }

    private static Multiaddr address(int port) {
        return Multiaddr.parse("/ip4/192.168.1.7/tcp/" + port);
    }
}
