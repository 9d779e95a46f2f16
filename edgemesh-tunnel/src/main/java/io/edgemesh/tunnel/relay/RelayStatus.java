package io.edgemesh.tunnel.relay;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a relay, or the peer behind it, answered.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/relay/circuit-v2.md">circuit relay v2</a>
 */
public enum RelayStatus {
    /** An answer without a status, or with one that the specification does not list. */
    UNUSED(0, "the answer says no more"),
    OK(100, "all is well"),
    RESERVATION_REFUSED(200, "is the relay full?"),
    RESOURCE_LIMIT_EXCEEDED(201, "the relay carries as many circuits for one of the two peers as it allows"),
    PERMISSION_DENIED(202, "does the relay serve this peer, and is it reached directly?"),
    CONNECTION_FAILED(203, "the relay knows the peer, but the peer did not take the circuit"),
    NO_RESERVATION(204, "is the peer running and connected to that relay?"),
    MALFORMED_MESSAGE(400, "the other side could not read the request"),
    UNEXPECTED_MESSAGE(401, "the other side expected another message");

    private static final Map<Integer, RelayStatus> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(RelayStatus::code, Function.identity()));

    private final int code;
    private final String explanation;

    RelayStatus(int code, String explanation) {
        this.code = code;
        this.explanation = explanation;
    }

    static RelayStatus byCode(int code) {
        return BY_CODE.getOrDefault(code, UNUSED);
    }

    /** Returns the number that stands for it on the wire. */
    public int code() {
        return code;
    }

    /** Returns what it means for an operator, or what to look at. */
    public String explanation() {
        return explanation;
    }
}
