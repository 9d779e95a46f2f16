package io.edgemesh.tunnel.yamux;

import io.edgemesh.tunnel.PeerProtocolException;

/** The remote broke the rules of yamux; the connection is closed with a go-away. */
public final class YamuxProtocolException extends PeerProtocolException {
    private static final long serialVersionUID = 1L;

    YamuxProtocolException(String message) {
        super(message);
    }
}
