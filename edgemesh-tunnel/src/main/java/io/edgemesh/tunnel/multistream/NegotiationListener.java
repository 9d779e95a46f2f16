package io.edgemesh.tunnel.multistream;

/**
 * Hears the outcome of a negotiation, once, on the channel's event loop.
 *
 * <p>A listener rather than a future, because order matters: {@link #agreed} installs the handlers of the protocol, and
 * only then are they given the bytes that followed the agreement.
 */
public interface NegotiationListener {
    /** Both sides will speak this protocol; handlers added last now read what comes next. */
    void agreed(String protocolId);

    /** They will not. The channel is as it was; to close it is for the listener. */
    void failed(Throwable cause);
}
