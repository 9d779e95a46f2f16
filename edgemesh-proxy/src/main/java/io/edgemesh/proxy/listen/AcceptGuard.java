package io.edgemesh.proxy.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses accepting while there are as many clients as allowed, and for a moment when accepting fails, as it does when the
 * process has too many open files. Who wants to connect meanwhile waits in the kernel's queue.
 *
 * <p><b>Threads:</b> the listening channel's event loop; clients are counted down on theirs.
 */
final class AcceptGuard extends ChannelInboundHandlerAdapter {
    private static final Logger LOGGER = LoggerFactory.getLogger(AcceptGuard.class);
    private static final long RETRY_MILLIS = 200;

    private final String listener;
    private final int maxConnections;
    private final AtomicInteger connections = new AtomicInteger();
    private long failures;
    private boolean failing;
    private volatile boolean full;

    AcceptGuard(String listener, int maxConnections) {
        this.listener = listener;
        this.maxConnections = maxConnections;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        recovered();
        int now = connections.incrementAndGet();
        ((Channel) message).closeFuture().addListener(closed -> clientClosed(ctx));
        if (now >= maxConnections) {
            pauseBecauseFull(ctx.channel());
        }
        ctx.fireChannelRead(message);
    }

    private void pauseBecauseFull(Channel channel) {
        channel.config().setAutoRead(false);
        if (!full) {
            full = true;
            LOGGER.atWarn()
                    .addKeyValue("listener", listener)
                    .addKeyValue("connections", connections)
                    .log("as many connections as allowed (maxConnections); further clients wait");
        }
        resume(channel); // a client that closed before "full" was set has not told
    }

    /** On the client's event loop: troubles the listener's only when that waits for it. */
    private void clientClosed(ChannelHandlerContext ctx) {
        connections.decrementAndGet();
        if (full) {
            ctx.executor().execute(() -> resume(ctx.channel()));
        }
    }

    private void resume(Channel channel) {
        int now = connections.get();
        if (now < maxConnections && channel.isOpen()) {
            channel.config().setAutoRead(true);
            // Not before some room has come about, or every further client would bring the warning again.
            full = full && now > maxConnections - Math.max(1, maxConnections / 10);
        }
    }

    /** Accepting has failed. The listening socket itself is sound, so it is tried again. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failures++;
        if (!failing) {
            failing = true;
            LOGGER.atError()
                    .addKeyValue("listener", listener)
                    .addKeyValue("failure", cause.toString())
                    .log("cannot accept connections; trying on. If there are too many open files, raise the limit"
                            + " (ulimit -n, LimitNOFILE)");
        }
        ctx.channel().config().setAutoRead(false);
        ctx.executor().schedule(() -> resume(ctx.channel()), RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void recovered() {
        if (failing) {
            failing = false;
            LOGGER.atWarn()
                    .addKeyValue("listener", listener)
                    .addKeyValue("failures", failures)
                    .log("accepts connections again");
            failures = 0;
        }
    }
}
