package io.edgemesh.tunnel.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.Peers;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StreamQuotaTest {
    @Test
    void onePeerCannotTakeWhatIsForAll() {
        StreamQuota quota = new StreamQuota(3, 2);

        assertThat(quota.admit(Peers.peer(1), new EmbeddedChannel())).isTrue();
        assertThat(quota.admit(Peers.peer(1), new EmbeddedChannel())).isTrue();
        assertThat(quota.admit(Peers.peer(1), new EmbeddedChannel())).isFalse();
        assertThat(quota.admit(Peers.peer(2), new EmbeddedChannel())).isTrue();
        assertThat(quota.admit(Peers.peer(2), new EmbeddedChannel())).isFalse();
    }

    @Test
    void aStreamThatClosesMakesRoom() {
        StreamQuota quota = new StreamQuota(1, 1);
        EmbeddedChannel first = new EmbeddedChannel();
        quota.admit(Peers.peer(1), first);

        first.close();

        assertThat(quota.total()).isZero();
        assertThat(quota.admit(Peers.peer(2), new EmbeddedChannel())).isTrue();
    }

    /** Each step opens a stream of one of three peers, or closes one. */
    @Property(tries = 200)
    void neitherLimitIsEverPassed(@ForAll @Size(max = 60) List<@IntRange(min = 0, max = 3) Integer> steps) {
        StreamQuota quota = new StreamQuota(5, 3);
        Map<EmbeddedChannel, Integer> open = new HashMap<>();

        for (int step : steps) {
            EmbeddedChannel stream = new EmbeddedChannel();
            if (step == 0) {
                open.keySet().stream().findFirst().ifPresent(closed -> {
                    open.remove(closed);
                    closed.close();
                });
            } else {
                long ofPeer =
                        open.values().stream().filter(peer -> peer == step).count();
                boolean room = open.size() < 5 && ofPeer < 3;
                assertThat(quota.admit(Peers.peer(step), stream)).isEqualTo(room);
                if (room) {
                    open.put(stream, step);
                }
            }
            assertThat(quota.total()).isEqualTo(open.size());
        }
    }
}
