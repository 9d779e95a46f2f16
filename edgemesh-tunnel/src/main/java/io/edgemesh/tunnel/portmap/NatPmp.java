package io.edgemesh.tunnel.portmap;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** The messages of NAT-PMP. */
final class NatPmp {
    static final int PORT = 5351;

    private static final int VERSION = 0;
    private static final int ADDRESS = 0;
    private static final int MAP_UDP = 1;
    private static final int MAP_TCP = 2;
    private static final int ANSWER = 128;
    private static final int ADDRESS_BYTES = 12;
    private static final int MAPPING_BYTES = 16;

    private NatPmp() {}

    /** What a gateway answers. */
    sealed interface Answer {
        /** It will not, by its own code. */
        record Refused(int code) implements Answer {}

        /** Its address outside. */
        record Outside(InetAddress ip) implements Answer {}

        /** It forwards {@code outsidePort} to {@code port} from now on, for so long. */
        record Mapped(boolean tcp, int port, int outsidePort, long seconds) implements Answer {}
    }

    static void writeAddressRequest(ByteBuf out) {
        out.writeByte(VERSION).writeByte(ADDRESS);
    }

    /** @param seconds how long the mapping shall last; 0 ends it */
    static void writeMapRequest(ByteBuf out, boolean tcp, int port, int seconds) {
        out.writeByte(VERSION)
                .writeByte(tcp ? MAP_TCP : MAP_UDP)
                .writeShort(0)
                .writeShort(port)
                .writeShort(seconds == 0 ? 0 : port) // the port outside that we would like
                .writeInt(seconds);
    }

    /** Returns what the message says, or {@code null} where it is no answer of this protocol. */
    static @Nullable Answer read(ByteBuf in) {
        if (in.readableBytes() < 4 || in.getUnsignedByte(in.readerIndex()) != VERSION) {
            return null;
        }
        int operation = in.getUnsignedByte(in.readerIndex() + 1) - ANSWER;
        int code = in.getUnsignedShort(in.readerIndex() + 2);
        if (operation < ADDRESS || operation > MAP_TCP) {
            return null;
        }
        if (code != 0) {
            return new Answer.Refused(code);
        }
        return operation == ADDRESS ? readAddress(in) : readMapping(in, operation == MAP_TCP);
    }

    private static @Nullable Answer readAddress(ByteBuf in) {
        if (in.readableBytes() < ADDRESS_BYTES) {
            return null;
        }
        byte[] ip = new byte[4];
        in.getBytes(in.readerIndex() + 8, ip);
        try {
            return new Answer.Outside(InetAddress.getByAddress(ip));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Answer readMapping(ByteBuf in, boolean tcp) {
        if (in.readableBytes() < MAPPING_BYTES) {
            return null;
        }
        int start = in.readerIndex() + 8; // after the time since the gateway's start
        return new Answer.Mapped(
                tcp, in.getUnsignedShort(start), in.getUnsignedShort(start + 2), in.getUnsignedInt(start + 4));
    }
}
