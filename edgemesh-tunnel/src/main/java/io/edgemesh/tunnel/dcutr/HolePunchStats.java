package io.edgemesh.tunnel.dcutr;

/**
 * How often peers behind NATs were reached directly.
 *
 * @param attempts  appointments with peers, up to three a relayed connection
 * @param successes of them, how many led to a connection
 * @param failures  relayed connections beside which no direct one came about
 */
public record HolePunchStats(long attempts, long successes, long failures) {}
