package io.edgemesh.tunnel.host;

/** The two sides know no way in common to secure a connection. */
public final class NoCommonSecurityException extends UpgradeException {
    private static final long serialVersionUID = 1L;

    NoCommonSecurityException(String message) {
        super(message, null);
    }
}
