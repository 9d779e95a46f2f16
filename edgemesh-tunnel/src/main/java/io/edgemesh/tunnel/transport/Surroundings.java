package io.edgemesh.tunnel.transport;

import io.edgemesh.api.spi.MeshContext;
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

    /** Returns those of a node that is created now. */
    static Surroundings of(
            MeshContext mesh, Libp2pHost host, EventLoop loop, NodeNames names, Paths paths, SilenceWatch watch) {
        return new Surroundings(
                host,
                loop,
                names,
                paths,
                watch,
                new Failures(names),
                mesh.clock(),
                mesh.clock().instant(),
                mesh.random());
    }

    /** Returns whether the node is so young that what it does not find may just not be there yet. */
    boolean justStarted() {
        return clock.instant().isBefore(started.plus(SETTLING));
    }
}
