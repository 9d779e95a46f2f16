package io.edgemesh.tunnel.transport;

/** This node carries as many streams as it may. */
final class HostLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HostLimitException(StreamQuota quota) {
        super("this node has reached its limit of " + quota.limit(), null, false, false);
    }
}
