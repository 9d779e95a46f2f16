package io.edgemesh.tunnel.mesh;

/** Why a node did not make a connection for a peer. The numbers are part of the wire protocol. */
public enum Refusal {
    /** A reason that this version does not know, or none was given. */
    OTHER(1),
    /** Neither the catalog nor an allow-list has the address on this node. */
    DENIED(2),
    /** The endpoint refused the connection or could not be reached. */
    UNREACHABLE(3),
    /** The endpoint did not answer in time. */
    TIMED_OUT(4),
    /** The node carries as many streams as it may. */
    BUSY(5),
    /** The request made no sense. */
    MALFORMED(6),
    /** The same opening was answered on another stream, or called off. */
    DUPLICATE(7);

    private final int code;

    Refusal(int code) {
        this.code = code;
    }

    /**
     * Returns whether this is the one answer to the opening: no endpoint has seen what followed the request, on whatever
     * stream, and none will.
     */
    public boolean isFinal() {
        return this != BUSY && this != MALFORMED && this != DUPLICATE;
    }

    int code() {
        return code;
    }

    static Refusal byCode(int code) {
        for (Refusal refusal : values()) {
            if (refusal.code == code) {
                return refusal;
            }
        }
        return OTHER;
    }
}
