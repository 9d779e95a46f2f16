package io.edgemesh.lb.consistenthash;

import io.edgemesh.api.lb.Call;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.lb.EndpointKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint each partition of the keys belongs to: consistent hashing with bounded loads. A partition belongs to
 * the endpoint of the first point after its own on the ring that has room; room is {@code load} times the fair share.
 *
 * <p>A table follows from the one before it, so that keys stay where they are: what an endpoint that left had goes on
 * along the ring; a newcomer gets the partitions whose first point is now its own; and what stands above the bound, for
 * shares have become smaller, moves on. Nothing else moves. Immutable.
 *
 * @see <a href="https://arxiv.org/abs/1608.01350">Mirrokni, Thorup, Zadimoghaddam, "Consistent Hashing with Bounded
 *     Loads"</a>
 */
final class PartitionTable {
    private static final int NOBODY = -1;
    private static final Comparator<Endpoint> BY_ADDRESS = Comparator.comparing(
                    (Endpoint endpoint) -> endpoint.address().getAddress().getAddress(), Arrays::compare)
            .thenComparing(endpoint -> endpoint.address().getPort())
            .thenComparing(Endpoint::node, Comparator.nullsFirst(Comparator.naturalOrder()));

    private final HashParameters parameters;
    private final List<Endpoint> endpoints;
    private final HashRing ring;
    private final int[] starts; // of each partition: its first point on the ring
    private final int[] owners; // of each partition: the index of its endpoint

    private PartitionTable(HashParameters parameters, List<Endpoint> endpoints) {
        this.parameters = parameters;
        this.endpoints = endpoints;
        this.ring = new HashRing(endpoints, parameters.replicas());
        this.starts = new int[parameters.partitionCount()];
        this.owners = new int[parameters.partitionCount()];
        Arrays.setAll(starts, partition -> ring.size() == 0 ? 0 : ring.from(hash(partition)));
        Arrays.fill(owners, NOBODY);
    }

    static PartitionTable empty(HashParameters parameters) {
        return new PartitionTable(parameters, List.of());
    }

    private static long hash(int partition) {
        return XxHash64.hash(ByteBuffer.allocate(Long.BYTES).putLong(partition).array(), 0);
    }

    /** Returns the table that follows this one. The order of the endpoints means nothing. */
    PartitionTable with(List<Endpoint> newEndpoints) {
        PartitionTable next = new PartitionTable(
                parameters, newEndpoints.stream().sorted(BY_ADDRESS).toList());
        if (!newEndpoints.isEmpty()) {
            next.assign(this);
        }
        return next;
    }

    private void assign(PartitionTable before) {
        int[] room = room();
        int[] kept = indexesIn(before);
        boolean[] newcomer = new boolean[endpoints.size()];
        Arrays.fill(newcomer, true);
        for (int index : kept) {
            if (index != NOBODY) {
                newcomer[index] = false;
            }
        }
        for (int partition = 0; partition < owners.length; partition++) {
            int owner = before.owners[partition] == NOBODY ? NOBODY : kept[before.owners[partition]];
            int first = ring.owner(starts[partition], 0);
            take(partition, newcomer[first] && room[first] > 0 ? first : owner, room);
        }
        for (int partition = 0; partition < owners.length; partition++) {
            for (int step = 0; owners[partition] == NOBODY; step++) {
                take(partition, ring.owner(starts[partition], step), room);
            }
        }
    }

    private void take(int partition, int endpoint, int[] room) {
        if (endpoint != NOBODY && room[endpoint] > 0) {
            room[endpoint]--;
            owners[partition] = endpoint;
        }
    }

    /** How many partitions each endpoint may have; together at least as many as there are. */
    private int[] room() {
        double all = 0;
        for (Endpoint endpoint : endpoints) {
            all += endpoint.weight();
        }
        double share = owners.length * parameters.load() / all;
        return endpoints.stream()
                .mapToInt(endpoint -> (int) Math.min(owners.length, Math.ceil(share * endpoint.weight())))
                .toArray();
    }

    /** Where each endpoint of the table before stands in this one. */
    private int[] indexesIn(PartitionTable before) {
        Map<EndpointKey, Integer> here = new HashMap<>();
        for (int i = 0; i < endpoints.size(); i++) {
            here.put(EndpointKey.of(endpoints.get(i)), i);
        }
        return before.endpoints.stream()
                .mapToInt(endpoint -> here.getOrDefault(EndpointKey.of(endpoint), NOBODY))
                .toArray();
    }

    /** Returns the endpoint of a key, or the next along the ring that the call has not tried. */
    @Nullable
    Endpoint find(long hash, Call call) {
        if (endpoints.isEmpty()) {
            return null;
        }
        int partition = (int) Long.remainderUnsigned(hash, owners.length);
        Endpoint owner = endpoints.get(owners[partition]);
        if (!call.tried(owner)) {
            return owner;
        }
        for (int step = 0; step < ring.size(); step++) {
            Endpoint next = endpoints.get(ring.owner(starts[partition], step));
            if (!call.tried(next)) {
                return next;
            }
        }
        return owner;
    }
}
