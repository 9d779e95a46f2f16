package io.edgemesh.tunnel.host;

/** The peer took too long to secure or multiplex the connection. */
public final class UpgradeTimeoutException extends UpgradeException {
    private static final long serialVersionUID = 1L;

    UpgradeTimeoutException(String message) {
        super(message, null);
    }
}
