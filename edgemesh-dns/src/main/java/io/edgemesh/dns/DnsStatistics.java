package io.edgemesh.dns;

import java.util.Map;

/** What the DNS of a node has done so far: {@code mesh.feature(DnsStatistics.class)}. */
public interface DnsStatistics {
    /**
     * Returns counts since the start by what was counted, such as {@code queries}, {@code cluster}, {@code cached},
     * {@code stale}, {@code forwarded}, {@code failed}, {@code refused}, {@code malformed} and {@code limited}.
     */
    Map<String, Long> counts();
}
