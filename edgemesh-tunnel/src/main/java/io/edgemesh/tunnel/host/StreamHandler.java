package io.edgemesh.tunnel.host;

/**
 * Takes up a stream: installs the handlers of its protocol.
 *
 * <p>Called on the stream's event loop before anything of the protocol is read. If it throws, the stream is reset.
 */
@FunctionalInterface
public interface StreamHandler {
    void onStream(NegotiatedStream stream);
}
