package io.edgemesh.api.net;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** How the event loops of any {@link Network} are named and ended. */
public final class EventLoopThreads {
    /** Loops hand tasks to each other while channels close; one that ended at once would refuse them. */
    private static final long QUIET_MILLIS = 50;

    private static final long TIMEOUT_MILLIS = 5_000;

    private EventLoopThreads() {}

    /** Returns a factory of daemon threads: an embedder's process ends without waiting for a mesh it forgot to close. */
    public static ThreadFactory factory() {
        return new DefaultThreadFactory("edgemesh-io", true);
    }

    /** Ends a group and waits for it, 5 seconds at most; must not be called from one of its threads. */
    public static void shutDown(EventLoopGroup group) {
        group.shutdownGracefully(QUIET_MILLIS, TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }
}
