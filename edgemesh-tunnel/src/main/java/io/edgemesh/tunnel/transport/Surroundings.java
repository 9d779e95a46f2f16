package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.host.Libp2pHost;
import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the peers of one node have in common.
 *
 * @param loop the event loop that changes of peers are confined to
 */
record Surroundings(
        Libp2pHost host,
        EventLoop loop,
        NodeNames names,
        Paths paths,
        Failures failures,
        InstantSource clock,
        RandomGenerator random) {}
