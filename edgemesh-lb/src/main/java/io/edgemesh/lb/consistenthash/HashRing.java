package io.edgemesh.lb.consistenthash;

import io.edgemesh.api.model.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Points on a circle of 64-bit numbers, some for each endpoint. Where they are depends on the endpoint alone, so an
 * endpoint that comes or goes leaves those of the others where they are. Immutable.
 */
final class HashRing {
    private static final int MAX_WEIGHT = 100; // what a heavier one has counts as this

    private final long[] points;
    private final int[] owners; // the index of the endpoint that each point belongs to

    private record Point(long at, int owner) {}

    /** @param endpoints in an order that does not depend on how they were told: it breaks the rare tie */
    HashRing(List<Endpoint> endpoints, int replicas) {
        List<Point> all = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++) {
            byte[] name = name(endpoints.get(i));
            int count = replicas * Math.min(endpoints.get(i).weight(), MAX_WEIGHT);
            for (int replica = 0; replica < count; replica++) {
                all.add(new Point(XxHash64.hash(name, replica), i));
            }
        }
        all.sort(Comparator.comparingLong(Point::at).thenComparingInt(Point::owner));
        points = all.stream().mapToLong(Point::at).toArray();
        owners = all.stream().mapToInt(Point::owner).toArray();
    }

    private static byte[] name(Endpoint endpoint) {
        String name = endpoint.address().getAddress().getHostAddress()
                + '|'
                + endpoint.address().getPort()
                + '|'
                + endpoint.node();
        return name.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the number of points. */
    int size() {
        return points.length;
    }

    /** Returns the index of the first point at or after a hash. */
    int from(long hash) {
        int found = Arrays.binarySearch(points, hash);
        int index = found >= 0 ? found : -found - 1;
        return index == points.length ? 0 : index;
    }

    /** Returns the index of the endpoint at so many points after a point. */
    int owner(int point, int steps) {
        return owners[(point + steps) % owners.length];
    }
}
