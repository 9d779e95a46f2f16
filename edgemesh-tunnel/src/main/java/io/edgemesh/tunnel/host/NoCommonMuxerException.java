package io.edgemesh.tunnel.host;

/** The two sides know no way in common to put streams on a connection. */
public final class NoCommonMuxerException extends UpgradeException {
    private static final long serialVersionUID = 1L;

    NoCommonMuxerException(String message) {
        super(message, null);
    }
}
