package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.transport.TunnelSettings.StreamLimits;

/**
 * The limits of one node, each kind for itself: flows of datagrams never take the place of streams.
 *
 * @param streamsIn   streams that peers have opened
 * @param streamsOut  streams that we have opened
 * @param flowStreams streams that carry flows, which peers have opened
 * @param flowsOut    flows that we have opened
 */
record Quotas(StreamQuota streamsIn, StreamQuota streamsOut, StreamQuota flowStreams, StreamQuota flowsOut) {
    private static final int MAX_FLOWS = 65_536;
    private static final int MAX_FLOWS_PER_PEER = 8192;
    private static final int MAX_FLOW_STREAMS_PER_PEER = 8; // one a connection

    static Quotas of(StreamLimits limits) {
        return new Quotas(
                new StreamQuota(limits.in(), limits.peerIn()),
                new StreamQuota(limits.out(), limits.peerOut()),
                new StreamQuota(limits.in(), MAX_FLOW_STREAMS_PER_PEER),
                new StreamQuota(MAX_FLOWS, MAX_FLOWS_PER_PEER));
    }
}
