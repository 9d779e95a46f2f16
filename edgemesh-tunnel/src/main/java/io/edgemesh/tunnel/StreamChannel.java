package io.edgemesh.tunnel;

import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;

/**
 * One stream of a multiplexed connection, as a Netty channel whose parent is the connection's channel.
 *
 * <p><b>Back pressure:</b> while the stream does not read, the remote runs out of window and stops; {@link #isWritable()}
 * follows the remote's window and the connection's congestion. <b>Ends:</b> {@link #shutdownOutput()} is sent after all
 * that was written before; {@link #close()} is the orderly end of both directions when nothing is left unsent or unread,
 * and a reset otherwise. With {@code ALLOW_HALF_CLOSURE} the remote's end arrives as
 * {@link io.netty.channel.socket.ChannelInputShutdownEvent}, without it the stream is closed. Once both directions have
 * ended the stream closes itself. A reset arrives as {@link StreamResetException} in {@code exceptionCaught}, before
 * {@code channelInactive}.
 */
public interface StreamChannel extends DuplexChannel {
    /** Gives up the stream in both directions: the remote learns that bytes may be missing. From any thread. */
    ChannelFuture reset();

    /**
     * From now on each written buffer goes in a frame of its own, and each frame that begins to arrive is read in one buffer,
     * as far as both fit; frames that nobody reads are dropped where they become many. For protocols that let the
     * multiplexer's frames keep datagrams apart; without frames in the multiplexer nothing happens. On the event loop.
     */
    default void keepMessages() {}
}
