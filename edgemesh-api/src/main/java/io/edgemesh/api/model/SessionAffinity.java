package io.edgemesh.api.model;

import java.time.Duration;

/**
 * Connections of one client IP go to one endpoint; {@code sessionAffinity: ClientIP} in Kubernetes.
 *
 * @param timeout how long after its last connection a client is remembered; Kubernetes' default is 3 hours
 */
public record SessionAffinity(Duration timeout) {
    public SessionAffinity {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: positive)");
        }
    }
}
