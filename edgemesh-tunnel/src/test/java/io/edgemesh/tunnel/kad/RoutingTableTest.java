package io.edgemesh.tunnel.kad;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
    private static final int SELF = 0;
    private static final int CROWD = 300;

    private final RoutingTable table = new RoutingTable(Ids.id(SELF));
    private final List<Integer> sameBucket = IntStream.range(1, CROWD)
            .filter(number -> prefix(number) == 0)
            .boxed()
            .toList();

    @Test
    void aFullBucketNamesTheOneSilentLongestAndTakesInNobody() {
        fill();

        KadPeer oldest = table.offer(Ids.peer(sameBucket.get(20)));

        assertThat(oldest).isEqualTo(Ids.peer(sameBucket.get(0)));
        assertThat(table.size()).isEqualTo(RoutingTable.BUCKET_SIZE);
    }

    @Test
    void oneThatIsHeardOfAgainIsNoLongerTheOldest() {
        fill();

        table.offer(Ids.peer(sameBucket.get(0)));

        assertThat(table.offer(Ids.peer(sameBucket.get(20)))).isEqualTo(Ids.peer(sameBucket.get(1)));
    }

    @Test
    void neitherIsOneThatHasAnswered() {
        fill();

        table.heard(Ids.id(sameBucket.get(0)));
        table.heard(Ids.id(sameBucket.get(20)));

        assertThat(table.offer(Ids.peer(sameBucket.get(20)))).isEqualTo(Ids.peer(sameBucket.get(1)));
    }

    @Test
    void thereIsRoomOnceTheOldestIsGone() {
        fill();
        table.remove(Ids.id(sameBucket.get(0)));

        assertThat(table.offer(Ids.peer(sameBucket.get(20)))).isNull();
        assertThat(table.closest(KadKey.of(Ids.id(sameBucket.get(20))), 1))
                .containsExactly(Ids.peer(sameBucket.get(20)));
    }

    @Test
    void doesNotHoldItself() {
        assertThat(table.offer(Ids.peer(SELF))).isNull();
        assertThat(table.size()).isZero();
    }

    private void fill() {
        sameBucket.subList(0, RoutingTable.BUCKET_SIZE).forEach(number -> table.offer(Ids.peer(number)));
    }

    @Property(tries = 200)
    void behavesAsAListThatIsSearchedFromEndToEnd(
            @ForAll @Size(min = 50, max = 600) List<@IntRange(min = -CROWD, max = CROWD) Integer> actions,
            @ForAll @IntRange(max = CROWD) int target) {
        RoutingTable table = new RoutingTable(Ids.id(SELF)); // one for each try
        List<Integer> model = new ArrayList<>(); // by when they were heard of last
        for (int action : actions) {
            Integer number = Math.abs(action);
            if (action < 0) {
                table.remove(Ids.id(number));
                model.remove(number);
            } else {
                assertThat(table.offer(Ids.peer(number))).isEqualTo(offerTo(model, number));
            }
        }

        assertThat(table.closest(KadKey.of(Ids.id(target)), 30)).isEqualTo(closest(model, target));
        assertThat(table.size()).isEqualTo(model.size());
    }

    private static KadPeer offerTo(List<Integer> model, Integer number) {
        if (number == SELF) {
            return null;
        }
        List<Integer> bucket =
                model.stream().filter(other -> prefix(other) == prefix(number)).toList();
        if (!model.remove(number) && bucket.size() == RoutingTable.BUCKET_SIZE) {
            return Ids.peer(bucket.get(0));
        }
        model.add(number);
        return null;
    }

    private static List<KadPeer> closest(List<Integer> model, int target) {
        PeerId wanted = Ids.id(target);
        return model.stream()
                .sorted(Comparator.comparing(
                        number -> Ids.distance(wanted.toBytes(), Ids.id(number).toBytes())))
                .limit(30)
                .map(Ids::peer)
                .toList();
    }

    private static int prefix(int number) {
        return 256
                - Ids.distance(Ids.id(SELF).toBytes(), Ids.id(number).toBytes()).bitLength();
    }
}
