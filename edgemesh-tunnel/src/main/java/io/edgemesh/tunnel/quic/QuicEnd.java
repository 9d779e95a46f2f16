package io.edgemesh.tunnel.quic;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When the end of our output may be sent. The codec forgets a stream that both sides have ended as soon as all of our bytes
 * are acknowledged, even if the end that came behind them has not left yet or was lost on the way
 * (<a href="https://github.com/cloudflare/quiche/issues/2525">quiche issue 2525</a>): the remote then waits for ever. So where the
 * remote has ended before us, our end waits until the bytes before it should have been acknowledged; what is acknowledged
 * afterwards is the end itself. Event loop only.
 */
final class QuicEnd {
    private static final long ACK_DELAY_NANOS = Duration.ofMillis(25).toNanos(); // RFC 9000, section 18.2

    private final Ticker ticker;
    private final LongSupplier roundTripNanos;
    private boolean anySent;
    private long sentNanos; // the latest time

    QuicEnd(Ticker ticker, LongSupplier roundTripNanos) {
        this.ticker = ticker;
        this.roundTripNanos = roundTripNanos;
    }

    /** The codec has taken bytes. */
    void sent() {
        anySent = true;
        sentNanos = ticker.nanoTime();
    }

    /** Returns 0 if the end may be sent now. */
    long nanosToWait(boolean remoteEnded) {
        if (!remoteEnded || !anySent) {
            return 0;
        }
        long acknowledged = sentNanos + 2 * roundTripNanos.getAsLong() + ACK_DELAY_NANOS;
        return Math.max(0, acknowledged - ticker.nanoTime());
    }
}
