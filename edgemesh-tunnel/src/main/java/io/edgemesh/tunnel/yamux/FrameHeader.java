package io.edgemesh.tunnel.yamux;

import io.netty.buffer.ByteBuf;

/**
 * The twelve bytes that begin every frame: version, type, flags, stream, length, in network order.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/yamux/README.md">yamux, "Framing"</a>
 */
final class FrameHeader {
    static final int BYTES = 12;

    static final int DATA = 0;
    static final int WINDOW_UPDATE = 1;
    static final int PING = 2;
    static final int GO_AWAY = 3;

    static final int SYN = 1;
    static final int ACK = 2;
    static final int FIN = 4;
    static final int RST = 8;

    /** The stream that stands for the session itself. */
    static final int SESSION = 0;

    private FrameHeader() {}

    /** Writes one header; {@code length} is an unsigned 32-bit number whose meaning depends on the type. */
    static ByteBuf write(ByteBuf out, int type, int flags, int streamId, int length) {
        return out.writeInt(type << 16 | flags).writeInt(streamId).writeInt(length);
    }
}
