package io.edgemesh.lb;

import io.edgemesh.api.lb.Call;
import io.edgemesh.api.model.Endpoint;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A fixed list of endpoints to draw from by weight: each is drawn as often as its weight's share of the sum. Draws make
 * no garbage. Immutable.
 */
public final class WeightedEndpoints {
    private static final int NONE = -1;

    private final Endpoint[] endpoints;
    private final long[] ends; // the sum of the weights up to and including each endpoint

    public WeightedEndpoints(List<Endpoint> endpoints) {
        this.endpoints = endpoints.toArray(Endpoint[]::new);
        this.ends = new long[this.endpoints.length];
        long sum = 0;
        for (int i = 0; i < ends.length; i++) {
            sum += this.endpoints[i].weight();
            ends[i] = sum;
        }
    }

    public int size() {
        return endpoints.length;
    }

    public Endpoint get(int index) {
        return endpoints[index];
    }

    /** Returns the index of one; there has to be one. */
    public int draw(RandomGenerator random) {
        return at(random.nextLong(ends[ends.length - 1]));
    }

    /** Returns the index of one beside {@code index}; there has to be another. */
    public int drawOther(RandomGenerator random, int index) {
        long start = index == 0 ? 0 : ends[index - 1];
        long ticket = random.nextLong(ends[ends.length - 1] - endpoints[index].weight());
        return at(ticket < start ? ticket : ticket + endpoints[index].weight());
    }

    /** Returns the index of one that the call has not tried, or -1 if it has tried all. */
    public int drawUntried(RandomGenerator random, Call call) {
        long untried = 0;
        for (Endpoint endpoint : endpoints) {
            untried += call.tried(endpoint) ? 0 : endpoint.weight();
        }
        return untried == 0 ? NONE : untriedAt(random.nextLong(untried), call);
    }

    private int untriedAt(long ticket, Call call) {
        long left = ticket;
        int last = NONE;
        for (int i = 0; i < endpoints.length; i++) {
            if (call.tried(endpoints[i])) {
                continue;
            }
            last = i;
            left -= endpoints[i].weight();
            if (left < 0) {
                break;
            }
        }
        return last;
    }

    private int at(long ticket) {
        int found = Arrays.binarySearch(ends, ticket);
        return found >= 0 ? found + 1 : -found - 1;
    }
}
