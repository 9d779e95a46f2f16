package io.edgemesh.tunnel.mesh;

/** The peer did not make the connection that it was asked for; the message is the peer's own. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    RefusedException(Refusal refusal, String text) {
        super(text.isEmpty() ? refusal.name() : refusal + ": " + text, null, false, false);
        this.refusal = refusal;
    }

    /** Returns the kind of reason. */
    public Refusal refusal() {
        return refusal;
    }
}
