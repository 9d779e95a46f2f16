package io.edgemesh.dns.wire;

import java.nio.ByteBuffer;
import org.xbill.DNS.Rcode;

/**
 * An answer to keep: the sections behind the question, and where their TTLs stand. Immutable.
 *
 * <p>The bytes are as they follow a question of the same name, which compression pointers may point to.
 */
public final class Answer {
    private static final byte[] NO_RECORDS = {};
    private static final int[] NO_TTLS = {};

    private final int rcode;
    private final boolean authentic;
    private final byte[] sections;
    private final int answers;
    private final int authorities;
    private final int[] ttlOffsets;
    private final int ttl;

    /**
     * @param sections   answer and authority records, without the question before them
     * @param ttlOffsets where in the sections each record's TTL stands
     * @param ttl        how many seconds it may be kept; 0 for not at all
     */
    public Answer(
            int rcode, boolean authentic, byte[] sections, int answers, int authorities, int[] ttlOffsets, int ttl) {
        this.rcode = rcode;
        this.authentic = authentic;
        this.sections = sections;
        this.answers = answers;
        this.authorities = authorities;
        this.ttlOffsets = ttlOffsets;
        this.ttl = ttl;
    }

    /** Returns an answer without records, to be kept for some seconds. */
    public static Answer of(int rcode, int ttl) {
        return new Answer(rcode, false, NO_RECORDS, 0, 0, NO_TTLS, ttl);
    }

    public int rcode() {
        return rcode;
    }

    public int ttl() {
        return ttl;
    }

    /** Returns the same with no TTL above a number of seconds. */
    public Answer capped(int maxTtl) {
        byte[] capped = sections.clone();
        for (int offset : ttlOffsets) {
            ByteBuffer.wrap(capped).putInt(offset, Math.min(maxTtl, ttlAt(offset)));
        }
        return new Answer(rcode, authentic, capped, answers, authorities, ttlOffsets, Math.min(maxTtl, ttl));
    }

    /** Returns whether it says that there are no such records. */
    public boolean negative() {
        return rcode == Rcode.NXDOMAIN || answers == 0;
    }

    /** Returns whether somebody could do his work and says so, be it that there is no such name. */
    public boolean conclusive() {
        return rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN;
    }

    /** Returns about how many bytes of memory it takes. */
    public int weight() {
        return 64 + sections.length + 4 * ttlOffsets.length;
    }

    /** Writes it into an answer that has begun, as it is after some seconds. */
    public void writeTo(MessageWriter message, boolean wantsAuthentic, int ageSeconds) {
        int start = write(message, wantsAuthentic);
        if (start >= 0) {
            for (int offset : ttlOffsets) {
                message.overwriteInt(start + offset, Math.max(0, ttlAt(offset) - ageSeconds));
            }
        }
    }

    /** Writes it into an answer that has begun, as one that has outlived its TTL and may be used a little longer. */
    public void writeStaleTo(MessageWriter message, int staleTtl) {
        message.stale();
        int start = write(message, false);
        if (start >= 0) {
            for (int offset : ttlOffsets) {
                message.overwriteInt(start + offset, staleTtl);
            }
        }
    }

    private int write(MessageWriter message, boolean wantsAuthentic) {
        message.rcode(rcode);
        if (authentic && wantsAuthentic) {
            message.authentic();
        }
        int start = message.position();
        return message.sections(sections, answers, authorities, 0) ? start : -1;
    }

    private int ttlAt(int offset) {
        return (sections[offset] & 0xff) << 24
                | (sections[offset + 1] & 0xff) << 16
                | (sections[offset + 2] & 0xff) << 8
                | sections[offset + 3] & 0xff;
    }
}
