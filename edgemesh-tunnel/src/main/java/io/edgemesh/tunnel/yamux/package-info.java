/**
 * The stream multiplexer {@code /yamux/1.0.0}: many streams over one ordered connection, each a Netty channel.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.yamux.YamuxSession}, the handler at the end of the connection's pipeline; it
 * hands out {@link io.edgemesh.tunnel.StreamChannel}s. Inside, the work is divided so that each rule of the protocol
 * stands in one place: {@code SessionLife} says whether the session goes on, {@code StreamOpener} which streams there may
 * be; {@code FrameDecoder} cuts the input and {@code FrameDispatcher} takes it to its stream, {@code Settlement} does what
 * waits for the end of a burst; {@code ReceiveWindow} says how much the remote may send and grows with the path,
 * {@code ReceiveQueue} keeps what a stalled reader has not taken, {@code ReceiveMemory} bounds that for all streams together;
 * {@code SendScheduler} decides whose turn it is, {@code FrameWriter} batches what is sent, {@code Heartbeat} measures the
 * round trip and notices silence.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/yamux/README.md">libp2p specification of yamux</a>
 */
@NullMarked
package io.edgemesh.tunnel.yamux;

import org.jspecify.annotations.NullMarked;
