package io.edgemesh.tunnel.relay;

import io.edgemesh.api.dial.Forwarder;
import io.edgemesh.tunnel.StreamChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Two streams that a relay has joined. */
final class Circuit {
    private Circuit() {}

    /**
     * Tells the source that its circuit stands and joins its stream with that of the target. On the event loop of the
     * source's stream.
     *
     * @param stop the target's stream, not read since its answer
     */
    static void join(CircuitRequest request, StreamChannel stop, CircuitLimit limit, RelayCounters counters) {
        StreamChannel hop = request.hop();
        request.accept(limit);
        hop.pipeline().addLast(new CircuitMeter(limit.bytes(), counters.bytesForwarded));
        stop.pipeline().addLast(new CircuitMeter(limit.bytes(), counters.bytesForwarded));
        Forwarder.join(hop, stop);
        counters.circuitsOpened.increment();
        if (!limit.duration().isZero()) {
            endAfter(limit, hop);
        }
    }

    private static void endAfter(CircuitLimit limit, StreamChannel hop) {
        ScheduledFuture<?> end =
                hop.eventLoop().schedule(hop::reset, limit.duration().getSeconds(), TimeUnit.SECONDS);
        hop.closeFuture().addListener(closed -> end.cancel(false)); // the other stream follows by itself
    }
}
