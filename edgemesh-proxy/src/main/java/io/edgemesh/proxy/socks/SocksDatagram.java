package io.edgemesh.proxy.socks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.CharsetUtil;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * The destination in front of each datagram of an association, RFC 1928, section 7:
 *
 * <pre>
 * | 0 0 | fragment | type | address | port | data
 * |  2  |    1     |  1   | varies  |  2   |
 * </pre>
 *
 * @param host an IP address or a name
 */
record SocksDatagram(String host, int port) {
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;
    private static final int MAX_HEADER = 4 + 1 + 255 + 2;

    /**
     * Reads the destination; the reader index then stands at the data.
     *
     * @return {@code null} for a fragment, which we do not put together, and for what is no such datagram
     */
    static @Nullable SocksDatagram read(ByteBuf in) {
        if (in.readableBytes() < 5) {
            return null;
        }
        in.skipBytes(2);
        int fragment = in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int length = addressLength(in, type);
        if (fragment != 0 || length <= 0 || in.readableBytes() < length + 2) {
            return null;
        }
        String host =
                type == NAME ? in.readCharSequence(length, CharsetUtil.US_ASCII).toString() : address(in, length);
        return new SocksDatagram(host, in.readUnsignedShort());
    }

    private static int addressLength(ByteBuf in, int type) {
        return switch (type) {
            case IPV4 -> 4;
            case IPV6 -> 16;
            case NAME -> in.readUnsignedByte();
            default -> -1;
        };
    }

    private static String address(ByteBuf in, int length) {
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return NetUtil.bytesToIpAddress(bytes);
    }

    /** Returns a new buffer with the header of a datagram from this destination. */
    ByteBuf header(ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer(MAX_HEADER).writeZero(3);
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        if (address == null) {
            out.writeByte(NAME).writeByte(host.length()).writeCharSequence(host, CharsetUtil.US_ASCII);
        } else {
            out.writeByte(address.length == 4 ? IPV4 : IPV6).writeBytes(address);
        }
        return out.writeShort(port);
    }
}
