package io.edgemesh.tunnel.mdns;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one DNS message that anybody on the network may have sent.
 *
 * <p><b>Limits:</b> {@value #MAX_BYTES} bytes, {@value #MAX_ENTRIES} questions and records; a name of {@value #MAX_NAME}
 * characters in {@value #MAX_JUMPS} pieces. <b>Buffers:</b> the message stays the caller's.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-4">RFC 1035, "Messages"</a>
 */
final class DnsReader {
    static final int MAX_BYTES = 9000; // RFC 6762, section 17
    static final int MAX_ENTRIES = 512;
    static final int MAX_NAME = 255;
    static final int MAX_JUMPS = 16;

    private static final int RESPONSE = 0x8000;
    private static final int OPCODE = 0x7800;
    private static final int POINTER = 0xc0;

    private final ByteBuf in;

    private DnsReader(ByteBuf in) {
        this.in = in;
    }

    /** @throws MalformedException if it is no DNS message, or goes beyond the limits */
    static DnsMessage read(ByteBuf message) {
        if (message.readableBytes() > MAX_BYTES) {
            throw new MalformedException("DNS message of " + message.readableBytes() + " bytes");
        }
        try {
            return new DnsReader(message.slice()).message();
        } catch (IndexOutOfBoundsException e) {
            throw new MalformedException("DNS message is cut off");
        }
    }

    private DnsMessage message() {
        in.skipBytes(2); // the id, which means nothing here
        int flags = in.readUnsignedShort();
        if ((flags & OPCODE) != 0) {
            throw new MalformedException("DNS message with flags " + Integer.toHexString(flags));
        }
        int questionCount = in.readUnsignedShort();
        int recordCount = in.readUnsignedShort() + in.readUnsignedShort() + in.readUnsignedShort();
        if (questionCount + recordCount > MAX_ENTRIES) {
            throw new MalformedException("DNS message with " + (questionCount + recordCount) + " entries");
        }
        List<DnsMessage.Question> questions = new ArrayList<>();
        for (int i = 0; i < questionCount; i++) {
            questions.add(new DnsMessage.Question(name(), in.readUnsignedShort()));
            in.skipBytes(2); // the class
        }
        List<DnsRecord> records = new ArrayList<>();
        for (int i = 0; i < recordCount; i++) {
            readRecord(records);
        }
        return new DnsMessage((flags & RESPONSE) != 0, questions, records);
    }

    private void readRecord(List<DnsRecord> records) {
        String name = name();
        int type = in.readUnsignedShort();
        in.skipBytes(2);
        long ttl = in.readUnsignedInt();
        int length = in.readUnsignedShort();
        int end = in.readerIndex() + length;
        if (length > in.readableBytes()) {
            throw new MalformedException("DNS record of " + length + " bytes is cut off");
        }
        if (type == DnsRecord.PTR) {
            records.add(new DnsRecord.Pointer(name, ttl, name()));
        } else if (type == DnsRecord.TXT) {
            records.add(new DnsRecord.Text(name, ttl, strings(end)));
        }
        in.readerIndex(end);
    }

    private List<String> strings(int end) {
        List<String> strings = new ArrayList<>();
        while (in.readerIndex() < end) {
            int length = in.readUnsignedByte();
            if (length > end - in.readerIndex()) {
                throw new MalformedException("DNS string of " + length + " bytes is cut off");
            }
            strings.add(in.readCharSequence(length, StandardCharsets.UTF_8).toString());
        }
        return strings;
    }

    /** Reads a name and goes to what follows it. */
    private String name() {
        StringBuilder name = new StringBuilder();
        int after = -1;
        int jumps = 0;
        for (int length = in.readUnsignedByte(); length != 0; length = in.readUnsignedByte()) {
            if ((length & POINTER) != POINTER) {
                append(name, length);
                continue;
            }
            if (++jumps > MAX_JUMPS) {
                throw new MalformedException("DNS name in more than " + MAX_JUMPS + " pieces");
            }
            int target = (length & ~POINTER) << 8 | in.readUnsignedByte();
            after = after < 0 ? in.readerIndex() : after;
            in.readerIndex(target);
        }
        if (after >= 0) {
            in.readerIndex(after);
        }
        return name.toString();
    }

    private void append(StringBuilder name, int length) {
        if ((length & POINTER) != 0 || name.length() + length > MAX_NAME) {
            throw new MalformedException("DNS label of " + length + " bytes");
        }
        if (!name.isEmpty()) {
            name.append('.');
        }
        name.append(in.readCharSequence(length, StandardCharsets.UTF_8));
    }
}
