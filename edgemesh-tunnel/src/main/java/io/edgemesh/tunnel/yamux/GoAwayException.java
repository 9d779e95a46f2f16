package io.edgemesh.tunnel.yamux;

/** The connection takes no more streams: one side has said go-away, or it is closed. */
public final class GoAwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GoAwayException(String message) {
        super(message, null, false, false);
    }

    static GoAwayException fromPeer(long code) {
        return new GoAwayException("peer said go-away: " + meaning(code));
    }

    private static String meaning(long code) {
        return switch ((int) Math.min(code, Integer.MAX_VALUE)) {
            case 0 -> "normal end";
            case 1 -> "protocol error (it objects to what we sent)";
            case 2 -> "internal error of the peer";
            default -> "code " + code;
        };
    }
}
