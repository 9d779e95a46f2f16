package io.edgemesh.tunnel.autonat;

import java.util.Arrays;

/** How an attempt to dial a peer back went. */
enum DialStatus {
    OK(0),
    DIAL_ERROR(100),
    DIAL_REFUSED(101),
    BAD_REQUEST(200),
    INTERNAL_ERROR(300);

    private final int code;

    DialStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Returns the status of a code; one that is not known is an error of the peer's. */
    static DialStatus of(int code) {
        return Arrays.stream(values())
                .filter(status -> status.code == code)
                .findFirst()
                .orElse(INTERNAL_ERROR);
    }
}
