package io.edgemesh.tunnel.quic;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection a moment after its streams are reset: while the path is full the codec cannot tell the peer, which
 * would then wait for {@link QuicLimits#silence} to pass. The last handler of a connection's pipeline.
 */
final class QuicFarewell extends ChannelOutboundHandlerAdapter {
    private static final int ROUND_TRIPS = 3;
    private static final long MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final QuicSession session;

    QuicFarewell(QuicSession session) {
        this.session = session;
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!session.streams().hasStreams()) {
            ctx.close(promise);
            return;
        }
        session.streams().loseAll(new QuicException("closed on this side"));
        long nanos = ROUND_TRIPS * session.roundTrip().toNanos();
        ctx.executor()
                .schedule(
                        () -> ctx.close(promise),
                        Math.min(MAX_NANOS, Math.max(MIN_NANOS, nanos)),
                        TimeUnit.NANOSECONDS);
    }
}
