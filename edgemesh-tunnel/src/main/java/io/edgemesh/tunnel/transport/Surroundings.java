package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.host.Libp2pHost;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the peers of one node have in common.
 *
 * @param loop    the event loop that changes of peers are confined to
 * @param started when the node was created
 */
record Surroundings(
        Libp2pHost host,
        EventLoop loop,
        NodeNames names,
        Paths paths,
        SilenceWatch watch,
        Failures failures,
        InstantSource clock,
        Instant started,
        RandomGenerator random) {
    private static final Duration SETTLING = Duration.ofSeconds(3);

    /** Returns whether the node is so young that what it does not find may just not be there yet. */
    boolean justStarted() {
        return clock.instant().isBefore(started.plus(SETTLING));
    }
}
