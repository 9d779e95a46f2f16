package io.edgemesh.api.dial;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;

/**
 * Joins two channels: what one receives the other sends, both ways, until both have ended.
 *
 * <p>For byte streams (TCP sockets, streams of a tunnel, in-process channels) and for datagrams (connected datagram
 * channels and whatever else carries one datagram in each message). Messages are handed over as they are, without a copy,
 * and flushed when the source's read is complete.
 *
 * <ul>
 *   <li><b>Back pressure:</b> a channel is not read while the other one is not writable, so what is stored stays within
 *       the other one's high-water mark and one read. Datagrams then wait, and get lost, in the kernel.
 *   <li><b>Half-close:</b> the end of one side's input ({@link io.netty.channel.socket.ChannelInputShutdownEvent}) shuts
 *       down the other side's output once all that came before is written; the other direction goes on. A channel whose
 *       two directions have ended is closed. A channel that cannot end one direction, not being a
 *       {@link io.netty.channel.socket.DuplexChannel}, is closed instead.
 *   <li><b>Failure:</b> a stream that broke never looks complete. An exception on one side, or a
 *       {@code DuplexChannel} that closes before the end of its input, resets the other side: its {@code SO_LINGER} is set
 *       to 0 where it knows that option, and it is closed at once. A channel that is no socket does well to know the
 *       option and to reset in the same case. Any other channel that closes has ended in order: the other side is closed
 *       once all that came before is written.
 *   <li><b>Time:</b> nothing here expires. Who wants idle pairs closed, flows of datagrams above all, adds an
 *       {@link io.netty.handler.timeout.IdleStateHandler} or the like and closes either channel.
 * </ul>
 */
public final class Forwarder {
    private Forwarder() {}

    /**
     * Joins two open channels, which from then on belong to each other: closing either closes both.
     *
     * <p>Each gets a handler at the end of its pipeline and has its auto-read switched on; half-closure is allowed on
     * channels that know the option. Hand channels over with auto-read off, or on the event loop that reads them, so that
     * nothing arrives before the handler is in place. What a decoder still holds is not lost if it is removed after this
     * call and on the event loop of its channel, as {@link io.netty.handler.codec.ByteToMessageDecoder} then emits it. A
     * channel that has been closed meanwhile is dealt with like one that closes later.
     *
     * <p><b>Threads:</b> called from any; the channels may belong to different event loops. On the event loop of both,
     * everything is in place when the call returns.
     */
    public static void join(Channel a, Channel b) {
        new ForwardingHandler(requireNonNull(a, "a"), requireNonNull(b, "b")).start();
    }
}
