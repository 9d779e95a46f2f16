package io.edgemesh.tunnel.relay;

import static io.edgemesh.tunnel.fakes.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.relay.CircuitSlots.Slot;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CircuitSlotsTest {
    private static final int MAX = 5;
    private static final int MAX_PER_PEER = 3;
    private static final List<PeerId> PEERS = List.of(peer(0), peer(1), peer(2), peer(3));

    @Test
    void countsACircuitAtBothOfItsEnds() {
        CircuitSlots slots = new CircuitSlots(10, 1, 10);

        assertThat(slots.acquire(slot(peer(1), peer(2)))).isTrue();
        assertThat(slots.acquire(slot(peer(2), peer(3)))).isFalse();
        assertThat(slots.acquire(slot(peer(3), peer(1)))).isFalse();

        slots.release(slot(peer(1), peer(2)));
        assertThat(slots.acquire(slot(peer(3), peer(1)))).isTrue();
    }

    @Test
    void countsCircuitsThatAreAskedForFromOneAddress() {
        CircuitSlots slots = new CircuitSlots(10, 10, 1);
        InetAddress ip = InetAddress.getLoopbackAddress();

        assertThat(slots.acquire(new Slot(peer(1), peer(2), ip))).isTrue();
        assertThat(slots.acquire(new Slot(peer(3), peer(2), ip))).isFalse();
        assertThat(slots.acquire(new Slot(peer(3), peer(2), null))).isTrue();

        slots.release(new Slot(peer(1), peer(2), ip));
        assertThat(slots.acquire(new Slot(peer(3), peer(2), ip))).isTrue();
    }

    private static Slot slot(PeerId source, PeerId target) {
        return new Slot(source, target, null);
    }

    /** Even steps open a circuit between two of four peers, odd ones close the oldest. */
    @Property
    void neverGivesMoreThanThereAreAndAlwaysAsManyAsThereAre(
            @ForAll @Size(max = 60) List<@IntRange(max = 31) Integer> steps) {
        CircuitSlots slots = new CircuitSlots(MAX, MAX_PER_PEER, MAX);
        List<PeerId[]> open = new ArrayList<>();
        for (int step : steps) {
            if (step % 2 == 1 && !open.isEmpty()) {
                PeerId[] closed = open.remove(0);
                slots.release(slot(closed[0], closed[1]));
            } else if (step % 2 == 0) {
                PeerId source = PEERS.get(step / 2 % 4);
                PeerId target = PEERS.get((step / 8 + 1 + step / 2) % 4);
                boolean free =
                        open.size() < MAX && count(open, source) < MAX_PER_PEER && count(open, target) < MAX_PER_PEER;
                assertThat(slots.acquire(slot(source, target))).isEqualTo(free);
                if (free) {
                    open.add(new PeerId[] {source, target});
                }
            }
            assertThat(slots.circuits()).isEqualTo(open.size());
        }
    }

    private static int count(List<PeerId[]> open, PeerId peer) {
        Map<PeerId, Integer> counts = new HashMap<>();
        for (PeerId[] circuit : open) {
            counts.merge(circuit[0], 1, Integer::sum);
            counts.merge(circuit[1], 1, Integer::sum);
        }
        return counts.getOrDefault(peer, 0);
    }
}
