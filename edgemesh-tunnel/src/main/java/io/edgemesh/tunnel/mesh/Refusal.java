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
    MALFORMED(6);

    private final int code;

    Refusal(int code) {
        this.code = code;
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
