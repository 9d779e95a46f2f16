package io.edgemesh.dns.zone;

import io.edgemesh.dns.wire.MessageWriter;
import io.edgemesh.dns.wire.MessageWriter.Section;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/** The A and AAAA records of addresses: made once for answers to the question's own name, or written one by one. */
final class AddressRecords {
    private static final byte[] NONE = {};
    private static final int RECORD_OVERHEAD = 12;
    private static final int V4_LENGTH = 4;
    private static final int V6_LENGTH = 16;

    private AddressRecords() {}

    /** Returns whether an address belongs in a record of that type. */
    static boolean fits(InetAddress address, int type) {
        return type(address) == type;
    }

    static int type(InetAddress address) {
        return address instanceof Inet4Address ? Type.A : Type.AAAA;
    }

    static int type(byte[] address) {
        return address.length == V4_LENGTH ? Type.A : Type.AAAA;
    }

    static int recordLength(int type) {
        return RECORD_OVERHEAD + (type == Type.A ? V4_LENGTH : V6_LENGTH);
    }

    /** Returns the records of one type among the addresses, owned by the name of the question. */
    static byte[] of(List<InetAddress> addresses, int type, int ttl) {
        List<InetAddress> fitting =
                addresses.stream().filter(address -> fits(address, type)).toList();
        if (fitting.isEmpty()) {
            return NONE;
        }
        ByteBuffer records = ByteBuffer.allocate(fitting.size() * recordLength(type));
        for (InetAddress address : fitting) {
            byte[] bytes = address.getAddress();
            records.putShort((short) MessageWriter.QUESTION_NAME).putShort((short) type);
            records.putShort((short) DClass.IN).putInt(ttl);
            records.putShort((short) bytes.length).put(bytes);
        }
        return records.array();
    }

    /** Adds records made by {@link #of}, each time beginning with another so that clients spread. */
    static void write(byte[] records, int type, MessageWriter answer) {
        int length = recordLength(type);
        int count = records.length / length;
        answer.answers(records, length, count < 2 ? 0 : answer.nextTurn() % count);
    }

    static void write(InetAddress address, int owner, int ttl, Section section, MessageWriter answer) {
        write(address.getAddress(), owner, ttl, section, answer);
    }

    static void write(byte[] address, int owner, int ttl, Section section, MessageWriter answer) {
        answer.record(owner, type(address), ttl)
                .bytes(address, 0, address.length)
                .endRecord(section);
    }
}
