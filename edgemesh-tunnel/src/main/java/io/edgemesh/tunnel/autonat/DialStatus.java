package io.edgemesh.tunnel.autonat;

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
}
