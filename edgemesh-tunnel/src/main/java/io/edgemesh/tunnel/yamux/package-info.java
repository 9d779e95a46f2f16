/**
 * The stream multiplexer {@code /yamux/1.0.0}: many streams over one ordered connection, each a Netty channel.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.yamux.YamuxSession}, the handler at the end of the connection's pipeline; it
 * hands out {@link io.edgemesh.tunnel.StreamChannel}s. Inside, the work is divided so that each rule of the protocol
 * stands in one place: {@code FrameDecoder} cuts the input, {@code ReceiveWindow} says how much the remote may send and
 * grows with the path, {@code ReceiveQueue} keeps what a stalled reader has not taken, {@code SendScheduler} decides whose
 * turn it is, {@code FrameWriter} batches what is sent, {@code Heartbeat} measures the round trip and notices silence.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/yamux/README.md">libp2p specification of yamux</a>
 */
@NullMarked
package io.edgemesh.tunnel.yamux;

import org.jspecify.annotations.NullMarked;
