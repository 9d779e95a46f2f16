package io.edgemesh.tunnel.security;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;

/**
 * Secures a connection: both ends prove who they are, and nobody else can read or change what they say.
 *
 * <p>One instance serves all connections of a host; it holds the host's key. To be called once the remote has agreed to
 * {@link #protocolId}.
 *
 * <p><b>Threads:</b> {@link #secure} is called on the channel's event loop and answers there. <b>Pipeline:</b> it adds
 * its handlers last; whatever is added behind them then or later reads and writes plaintext {@code ByteBuf}s. Plaintext
 * may be written before the handshake is over: it is sent when it is. <b>Order:</b> listeners that were added to the
 * future at once run before the first plaintext is read, so they can still install what reads it.
 */
public interface SecureTransport {
    /** Returns the name under which the protocol is negotiated, such as {@code /noise}. */
    String protocolId();

    /**
     * Begins the handshake on a channel that is active.
     *
     * <p>On failure the channel is closed, and the future fails with {@link PeerIdMismatchException} if the remote is
     * somebody else than was dialled, or with another {@link HandshakeException} that says what went wrong. It always
     * completes within the request's time-out.
     */
    Future<SecuredPeer> secure(Channel channel, SecurityRequest request);
}
