package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.kad.KademliaStats.Circle;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a node asks and is asked. Thread-safe. */
final class KademliaCounters {
    final LongAdder rounds = new LongAdder();
    final LongAdder asked = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder answered = new LongAdder();

    KademliaStats snapshot(Circle wide, Circle local) {
        return new KademliaStats(wide, local, rounds.sum(), asked.sum(), failed.sum(), answered.sum());
    }
}
