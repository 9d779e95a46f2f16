package io.edgemesh.dns.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * Builds the answer to a query, in a buffer that is used again for the next.
 *
 * <p>Records go in by section, answers first. One that would make the answer longer than the client takes is left out
 * whole; the answer then says that it is truncated, unless the record was only additional. Where a client understands
 * EDNS its OPT record is reserved room and comes last. <b>Threads:</b> of one at a time.
 */
public final class MessageWriter {
    /** The longest message there is. */
    public static final int MAX_LENGTH = 0xffff;

    /** The payload size we offer and, over UDP, never exceed: what crosses networks in one piece. */
    public static final int UDP_PAYLOAD = 1232;

    /** Compression pointer to the name of the question. */
    public static final int QUESTION_NAME = 0xc000 | Query.HEADER_LENGTH;

    /** The highest offset a compression pointer can hold. */
    public static final int MAX_POINTER = 0x3fff;

    private static final int SLACK = 1024; // a single record may overshoot the limit before it is taken back
    private static final int OPT_LENGTH = 11;
    private static final int STALE_OPTION_LENGTH = 6;
    private static final int EXTENDED_ERROR = 15; // RFC 8914
    private static final int STALE_ANSWER = 3;

    private final byte[] buffer = new byte[MAX_LENGTH + SLACK];
    private final int[] counts = new int[Section.values().length];
    private Query query = new Query();
    private int limit;
    private int end;
    private int recordStart;
    private int dataStart;
    private int rcode;
    private int flags;
    private boolean stale;
    private int turn;

    /** The parts of an answer, in their order. */
    public enum Section {
        ANSWER,
        AUTHORITY,
        ADDITIONAL
    }

    /**
     * Begins an answer: its header and the question as the client wrote it.
     *
     * @param maxLength how long it may become
     */
    public void begin(Query asked, int maxLength) {
        query = asked;
        limit = maxLength - (asked.edns() ? OPT_LENGTH + STALE_OPTION_LENGTH : 0);
        rcode = Rcode.NOERROR;
        flags = 0;
        stale = false;
        counts[0] = 0;
        counts[1] = 0;
        counts[2] = 0;
        end = Query.HEADER_LENGTH + asked.questionLength();
        System.arraycopy(asked.message(), 0, buffer, 0, end);
    }

    public void rcode(int code) {
        rcode = code;
    }

    public void authoritative() {
        flags |= Query.FLAG_AUTHORITATIVE;
    }

    public void authentic() {
        flags |= Query.FLAG_AUTHENTIC;
    }

    public void truncated() {
        flags |= Query.FLAG_TRUNCATED;
    }

    /** Marks the answer as one that has outlived its TTL (RFC 8914, Stale Answer). */
    public void stale() {
        stale = true;
    }

    public boolean isTruncated() {
        return (flags & Query.FLAG_TRUNCATED) != 0;
    }

    public int count(Section section) {
        return counts[section.ordinal()];
    }

    /** Returns a number one higher than the last time, for turning the order of equal records. */
    public int nextTurn() {
        return turn++ & Integer.MAX_VALUE;
    }

    /** Returns where the next byte will stand. */
    public int position() {
        return end;
    }

    /** Adds a whole record as it is on the wire, uncompressed. */
    public boolean record(byte[] wire, Section section) {
        if (end + wire.length > limit) {
            truncated();
            return false;
        }
        bytes(wire, 0, wire.length);
        counts[section.ordinal()]++;
        return true;
    }

    /** Begins a record whose owner is named by a compression pointer. */
    public MessageWriter record(int ownerPointer, int type, int ttl) {
        recordStart = end;
        shortValue(ownerPointer);
        shortValue(type);
        shortValue(DClass.IN);
        intValue(ttl);
        shortValue(0);
        dataStart = end;
        return this;
    }

    /** Ends a record and keeps it if there is room. Returns whether it was kept. */
    public boolean endRecord(Section section) {
        if (end > limit) {
            end = recordStart;
            if (section != Section.ADDITIONAL) {
                truncated();
            }
            return false;
        }
        int length = end - dataStart;
        buffer[dataStart - 2] = (byte) (length >> 8);
        buffer[dataStart - 1] = (byte) length;
        counts[section.ordinal()]++;
        return true;
    }

    /**
     * Adds answer records of equal length that were made before, beginning at any of them.
     *
     * @param first the index of the record that comes first; those before it come last
     */
    public void answers(byte[] records, int recordLength, int first) {
        int split = first * recordLength;
        answers(records, split, records.length, recordLength);
        answers(records, 0, split, recordLength);
    }

    private void answers(byte[] records, int from, int to, int recordLength) {
        int room = Math.max(0, limit - end) / recordLength * recordLength;
        int length = Math.min(to - from, room);
        if (length < to - from) {
            truncated();
        }
        bytes(records, from, length);
        counts[0] += length / recordLength;
    }

    /**
     * Adds all sections of an answer that was kept. If it does not fit, the answer is truncated and holds none of it.
     *
     * @return whether it fitted; its bytes then begin at what {@link #position} was before
     */
    public boolean sections(byte[] body, int answers, int authorities, int additional) {
        if (end + body.length > limit) {
            truncated();
            return false;
        }
        bytes(body, 0, body.length);
        counts[0] = answers;
        counts[1] = authorities;
        counts[2] = additional;
        return true;
    }

    /** Writes over four bytes that are there already. */
    public void overwriteInt(int at, int value) {
        buffer[at] = (byte) (value >> 24);
        buffer[at + 1] = (byte) (value >> 16);
        buffer[at + 2] = (byte) (value >> 8);
        buffer[at + 3] = (byte) value;
    }

    public MessageWriter byteValue(int value) {
        buffer[end++] = (byte) value;
        return this;
    }

    public MessageWriter shortValue(int value) {
        buffer[end++] = (byte) (value >> 8);
        buffer[end++] = (byte) value;
        return this;
    }

    public MessageWriter intValue(int value) {
        overwriteInt(end, value);
        end += 4;
        return this;
    }

    public MessageWriter bytes(byte[] source, int from, int length) {
        System.arraycopy(source, from, buffer, end, length);
        end += length;
        return this;
    }

    /** Writes a name, or the part of one that it holds, uncompressed. */
    public MessageWriter name(DomainName name) {
        byte[] wire = name.wire();
        return bytes(wire, 0, wire.length);
    }

    /** Writes labels that are to be followed by more. */
    public MessageWriter labels(WireKey labels) {
        labels.writeTo(this);
        return this;
    }

    /** Writes ASCII text as a label or character string: its length, then its bytes. */
    public MessageWriter text(String text) {
        byteValue(text.length());
        for (int i = 0; i < text.length(); i++) {
            buffer[end++] = (byte) text.charAt(i);
        }
        return this;
    }

    /** Ends the answer; {@link #length} and {@link #copyTo} then give it. */
    public void finish() {
        if (query.edns()) {
            writeEdns();
        }
        int kept = query.flags() & (0x7800 | Query.FLAG_RECURSION_DESIRED | Query.FLAG_CHECKING_DISABLED);
        int all = Query.FLAG_RESPONSE | Query.FLAG_RECURSION_AVAILABLE | kept | flags | rcode & 0xf;
        overwriteInt(0, (buffer[0] & 0xff) << 24 | (buffer[1] & 0xff) << 16 | all);
        overwriteInt(4, (query.questionLength() > 0 ? 1 << 16 : 0) | counts[0]);
        overwriteInt(8, counts[1] << 16 | counts[2]);
    }

    private void writeEdns() {
        byteValue(0).shortValue(Type.OPT).shortValue(UDP_PAYLOAD);
        intValue(rcode >> 4 << 24 | (query.dnssecOk() ? 0x8000 : 0));
        if (stale) {
            shortValue(STALE_OPTION_LENGTH)
                    .shortValue(EXTENDED_ERROR)
                    .shortValue(2)
                    .shortValue(STALE_ANSWER);
        } else {
            shortValue(0);
        }
        counts[2]++;
    }

    public int length() {
        return end;
    }

    public void copyTo(ByteBuf target) {
        target.writeBytes(buffer, 0, end);
    }

    /** Returns a copy of the answer. */
    public byte[] toBytes() {
        return Arrays.copyOf(buffer, end);
    }
}
