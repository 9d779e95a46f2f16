package io.edgemesh.proxy.dial;

import io.edgemesh.api.transport.TransportException;

/** A dial had no connection when its time was over; the message says what it was waiting for. */
public final class DialTimeoutException extends TransportException {
    private static final long serialVersionUID = 1L;

    DialTimeoutException(String message) {
        super(message);
    }
}
