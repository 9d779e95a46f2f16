package io.edgemesh.tunnel.dcutr;

import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of attempts that this side began. Thread-safe. */
final class HolePunchCounters {
    final LongAdder attempts = new LongAdder();
    final LongAdder successes = new LongAdder();
    final LongAdder failures = new LongAdder();

    HolePunchStats snapshot() {
        return new HolePunchStats(attempts.sum(), successes.sum(), failures.sum());
    }
}
