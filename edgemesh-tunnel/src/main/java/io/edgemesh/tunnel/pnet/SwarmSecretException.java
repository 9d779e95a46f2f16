package io.edgemesh.tunnel.pnet;

/** The remote does not hold our swarm's secret, or none at all. */
public final class SwarmSecretException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SwarmSecretException(String message) {
        super(message, null, false, false);
    }
}
