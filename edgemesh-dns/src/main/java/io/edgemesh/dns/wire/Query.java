package io.edgemesh.dns.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Type;

/**
 * What a client asked, read from its message and kept until the next is read.
 *
 * <p>No input makes {@link #read} throw or store more than {@link #MAX_LENGTH} bytes. <b>Threads:</b> of one at a time;
 * the owner uses it for one message after the other. {@link #copy} gives one that stays.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6891#section-6.1">RFC 6891, 6.1. OPT record definition</a>
 */
public final class Query {
    /** The longest message that is taken for a query. */
    public static final int MAX_LENGTH = 4096;

    /** The bytes of a message's header. */
    public static final int HEADER_LENGTH = 12;

    /** What a message without EDNS may be long over UDP. */
    public static final int MIN_UDP_PAYLOAD = 512;

    static final int FLAG_RESPONSE = 0x8000;
    static final int FLAG_AUTHORITATIVE = 0x0400;
    static final int FLAG_TRUNCATED = 0x0200;
    static final int FLAG_RECURSION_DESIRED = 0x0100;
    static final int FLAG_RECURSION_AVAILABLE = 0x0080;
    static final int FLAG_AUTHENTIC = 0x0020;
    static final int FLAG_CHECKING_DISABLED = 0x0010;
    private static final int OPCODE_BITS = 0x7800;
    private static final int DNSSEC_OK = 0x8000;
    private static final int RECORD_FIXED_LENGTH = 10;
    private static final int MAX_LABELS = 127;

    private final byte[] message;
    private final byte[] name = new byte[DomainName.MAX_LENGTH];
    private final short[] labelOffsets = new short[MAX_LABELS];
    private final WireKey probe = WireKey.probe();
    private int length;
    private int nameLength;
    private int labels;
    private int questionLength;
    private int type;
    private int dnsClass;
    private boolean edns;
    private int ednsVersion;
    private int payloadSize;
    private boolean dnssecOk;

    /** How a message is to be answered. */
    public enum Reading {
        /** As the question deserves. */
        VALID,
        /** Not at all: it is cut short, or an answer itself. */
        DROPPED,
        /** With FORMERR. */
        MALFORMED,
        /** With NOTIMP: it is no plain query. */
        NOT_IMPLEMENTED,
        /** With BADVERS: it speaks a later EDNS than there is. */
        BAD_EDNS_VERSION
    }

    public Query() {
        this(new byte[MAX_LENGTH]);
    }

    private Query(byte[] message) {
        this.message = message;
    }

    /** Returns a query for a name, as one of our own clients would send it. */
    public static Query of(DomainName name, int type) {
        Query query = new Query(new byte[HEADER_LENGTH + name.length() + 4]);
        byte[] wire = name.wire();
        System.arraycopy(wire, 0, query.message, HEADER_LENGTH, wire.length);
        query.message[2] = FLAG_RECURSION_DESIRED >> 8;
        query.message[5] = 1;
        query.message[query.message.length - 4] = (byte) (type >> 8);
        query.message[query.message.length - 3] = (byte) type;
        query.message[query.message.length - 1] = DClass.IN;
        query.length = query.message.length;
        query.read();
        return query;
    }

    /** Reads all readable bytes; the buffer stays as it is and the caller's. */
    public Reading read(ByteBuf source) {
        int readable = source.readableBytes();
        length = Math.min(readable, message.length);
        source.getBytes(source.readerIndex(), message, 0, length);
        Reading reading = read();
        return readable > message.length && reading == Reading.VALID ? malformed() : reading;
    }

    private Reading read() {
        labels = 0;
        nameLength = 0;
        questionLength = 0;
        edns = false;
        dnssecOk = false;
        ednsVersion = 0;
        payloadSize = MIN_UDP_PAYLOAD;
        if (length < HEADER_LENGTH || (flags() & FLAG_RESPONSE) != 0) {
            return Reading.DROPPED;
        }
        if ((flags() & OPCODE_BITS) >> 11 != Opcode.QUERY) {
            return Reading.NOT_IMPLEMENTED;
        }
        if (unsignedShort(4) != 1 || unsignedShort(6) != 0) {
            return Reading.MALFORMED;
        }
        int end = readName();
        if (end < 0 || end + 4 > length) {
            return Reading.MALFORMED;
        }
        type = unsignedShort(end);
        dnsClass = unsignedShort(end + 2);
        questionLength = end + 4 - HEADER_LENGTH;
        if (!readRecords(end + 4)) {
            return malformed();
        }
        return ednsVersion > 0 ? Reading.BAD_EDNS_VERSION : Reading.VALID;
    }

    private Reading malformed() {
        questionLength = 0;
        edns = false;
        return Reading.MALFORMED;
    }

    /** Reads the question's name, in which no compression can be; returns where it ends or -1. */
    private int readName() {
        int at = HEADER_LENGTH;
        while (at < length) {
            int labelLength = message[at];
            int to = nameLength + 1 + labelLength;
            if (labelLength < 0
                    || labelLength > DomainName.MAX_LABEL
                    || to > name.length
                    || at + labelLength >= length) {
                return -1;
            }
            name[nameLength] = (byte) labelLength;
            if (labelLength == 0) {
                nameLength = to;
                return at + 1;
            }
            labelOffsets[labels++] = (short) nameLength;
            for (int i = nameLength + 1; i < to; i++) {
                name[i] = lowerCase(message[++at]);
            }
            nameLength = to;
            at++;
        }
        return -1;
    }

    private static byte lowerCase(byte c) {
        return c >= 'A' && c <= 'Z' ? (byte) (c + 32) : c;
    }

    private boolean readRecords(int from) {
        int authority = unsignedShort(8);
        int all = authority + unsignedShort(10);
        int at = from;
        for (int i = 0; i < all; i++) {
            int fixed = DomainName.skip(message, at, length);
            if (fixed < 0 || fixed + RECORD_FIXED_LENGTH > length) {
                return false;
            }
            int end = fixed + RECORD_FIXED_LENGTH + unsignedShort(fixed + 8);
            if (end > length) {
                return false;
            }
            if (i >= authority && unsignedShort(fixed) == Type.OPT && !readEdns(at, fixed)) {
                return false;
            }
            at = end;
        }
        return true;
    }

    private boolean readEdns(int owner, int fixed) {
        if (edns || message[owner] != 0) {
            return false;
        }
        edns = true;
        payloadSize = Math.max(MIN_UDP_PAYLOAD, unsignedShort(fixed + 2));
        ednsVersion = message[fixed + 5] & 0xff;
        dnssecOk = (unsignedShort(fixed + 6) & DNSSEC_OK) != 0;
        return true;
    }

    /** Returns a query of the same content that stays as it is. */
    public Query copy() {
        Query copy = new Query(Arrays.copyOf(message, HEADER_LENGTH + questionLength));
        System.arraycopy(name, 0, copy.name, 0, nameLength);
        System.arraycopy(labelOffsets, 0, copy.labelOffsets, 0, labels);
        copy.length = copy.message.length;
        copy.nameLength = nameLength;
        copy.labels = labels;
        copy.questionLength = questionLength;
        copy.type = type;
        copy.dnsClass = dnsClass;
        copy.edns = edns;
        copy.ednsVersion = ednsVersion;
        copy.payloadSize = payloadSize;
        copy.dnssecOk = dnssecOk;
        return copy;
    }

    /** Returns the wanted type of records, a number of {@link Type}. */
    public int type() {
        return type;
    }

    /** Returns the wanted class, a number of {@link DClass}. */
    public int dnsClass() {
        return dnsClass;
    }

    public boolean recursionDesired() {
        return (flags() & FLAG_RECURSION_DESIRED) != 0;
    }

    public boolean checkingDisabled() {
        return (flags() & FLAG_CHECKING_DISABLED) != 0;
    }

    /** Returns whether the client understands the AD flag of an answer. */
    public boolean wantsAuthentic() {
        return dnssecOk || (flags() & FLAG_AUTHENTIC) != 0;
    }

    /** Returns whether the client asks for DNSSEC records. */
    public boolean dnssecOk() {
        return dnssecOk;
    }

    public boolean edns() {
        return edns;
    }

    /** Returns how long an answer over UDP may be, at least 512. */
    public int payloadSize() {
        return payloadSize;
    }

    /** Returns the number of labels of the name. */
    public int labels() {
        return labels;
    }

    /** Returns where a label begins in {@link #nameBytes}, counted from the left; the byte there is its length. */
    public int labelOffset(int label) {
        return label == labels ? nameLength - 1 : labelOffsets[label];
    }

    public int labelLength(int label) {
        return name[labelOffsets[label]];
    }

    /** Returns whether a label, counted from the left, is this one in lower case. */
    public boolean labelIs(int label, byte[] expected) {
        int from = labelOffsets[label] + 1;
        return Arrays.equals(name, from, from + labelLength(label), expected, 0, expected.length);
    }

    /** Returns the number of labels before a suffix, or -1 if the name is not within it. */
    public int labelsBefore(DomainName suffix, int suffixLabels) {
        int before = labels - suffixLabels;
        if (before < 0) {
            return -1;
        }
        byte[] wire = suffix.wire();
        return Arrays.equals(name, labelOffset(before), nameLength, wire, 0, wire.length) ? before : -1;
    }

    /** Returns whether the labels just before one of the name's labels are those of another name. */
    public boolean hasLabelsBefore(int label, DomainName other, int otherLabels) {
        int from = label - otherLabels;
        byte[] wire = other.wire();
        return from >= 0 && Arrays.equals(name, labelOffset(from), labelOffset(label), wire, 0, wire.length - 1);
    }

    /** Returns these labels for a lookup, valid until this is called again. */
    public WireKey key(int fromLabel, int toLabel) {
        int from = labelOffset(fromLabel);
        return probe.at(name, from, labelOffset(toLabel) - from);
    }

    /** Returns the buffer with the lower-case name, for reading; its first {@link #nameLength} bytes are valid. */
    public byte[] nameBytes() {
        return name;
    }

    public int nameLength() {
        return nameLength;
    }

    /** Returns the name to keep. */
    public DomainName name() {
        return DomainName.copyOf(name, 0, nameLength);
    }

    int questionLength() {
        return questionLength;
    }

    byte[] message() {
        return message;
    }

    int flags() {
        return unsignedShort(2);
    }

    private int unsignedShort(int at) {
        return (message[at] & 0xff) << 8 | message[at + 1] & 0xff;
    }
}
