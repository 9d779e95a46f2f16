package io.edgemesh.lb.roundrobin;

import io.edgemesh.api.lb.Call;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.lb.EndpointKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A ring of endpoints and the turn they are at.
 *
 * <p>The turn counts places: place {@code turn % n} of round {@code turn / n}. In each round an endpoint takes part or
 * is passed over, so that of as many rounds as the greatest weight it takes part in exactly as many as its own weight,
 * evenly spread (the line-drawing rule of Bresenham). Weights 3 and 1, endpoints a and b: a b a a, a b a a, ... With
 * equal weights nobody is ever passed over.
 *
 * <p><b>Threads:</b> picks share one counter and nothing else.
 */
final class Rotation {
    private final Endpoint[] ring;
    private final int greatestWeight;
    private final AtomicLong turn;

    private Rotation(Endpoint[] ring, long turn) {
        this.ring = ring;
        this.turn = new AtomicLong(turn);
        int greatest = 1;
        for (Endpoint endpoint : ring) {
            greatest = Math.max(greatest, endpoint.weight());
        }
        this.greatestWeight = greatest;
    }

    /** Returns a rotation without endpoints. */
    static Rotation startingAt(int turn) {
        return new Rotation(new Endpoint[0], turn);
    }

    /** Returns the endpoint whose turn it is, or the next that the call has not tried; {@code null} without endpoints. */
    @Nullable
    Endpoint next(Call call) {
        if (ring.length == 0) {
            return null;
        }
        int place = nextPlace();
        for (int i = 0; i < ring.length; i++) {
            Endpoint candidate = ring[(place + i) % ring.length];
            if (!call.tried(candidate)) {
                return candidate;
            }
        }
        return ring[place];
    }

    private int nextPlace() {
        while (true) {
            long now = turn.getAndIncrement();
            int place = (int) (now % ring.length);
            if (takesPart(place, now / ring.length)) {
                return place;
            }
        }
    }

    private boolean takesPart(int place, long round) {
        long weight = ring[place].weight();
        long step = (round + place) % greatestWeight; // the place keeps light endpoints from sharing a round
        return step * weight % greatestWeight + weight >= greatestWeight;
    }

    /** Returns a rotation that begins with the endpoint whose turn it is; newcomers come last, whatever the list's order. */
    Rotation with(List<Endpoint> endpoints) {
        long now = turn.get();
        if (ring.length == 0) {
            return new Rotation(endpoints.toArray(Endpoint[]::new), now);
        }
        Map<EndpointKey, Endpoint> left = new LinkedHashMap<>();
        endpoints.forEach(endpoint -> left.put(EndpointKey.of(endpoint), endpoint));
        Endpoint[] next = new Endpoint[left.size()];
        int size = 0;
        for (int i = 0; i < ring.length; i++) {
            Endpoint stays = left.remove(EndpointKey.of(ring[(int) ((now + i) % ring.length)]));
            if (stays != null) {
                next[size++] = stays;
            }
        }
        for (Endpoint newcomer : left.values()) {
            next[size++] = newcomer;
        }
        return new Rotation(next, next.length == 0 ? now : now / ring.length * next.length);
    }
}
