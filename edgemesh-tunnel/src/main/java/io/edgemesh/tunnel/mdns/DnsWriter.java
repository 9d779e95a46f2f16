package io.edgemesh.tunnel.mdns;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes one DNS message; of names that were written already, only where they stand. To be given its parts in the order of
 * the sections, and {@link #end ended}.
 */
final class DnsWriter {
    private static final int IN = 1;
    private static final int COUNTS = 4;
    private static final int POINTER = 0xc000;
    private static final int FURTHEST = 0x3fff;

    private final ByteBuf out;
    private final int start;
    private final int[] counts = new int[4];
    private final Map<String, Integer> written = new HashMap<>();

    /** @param flags those of the header */
    DnsWriter(ByteBuf out, int flags) {
        this.out = out;
        start = out.writerIndex();
        out.writeShort(0).writeShort(flags).writeZero(2 * counts.length);
    }

    DnsWriter question(String name, int type) {
        name(name);
        out.writeShort(type).writeShort(IN);
        counts[0]++;
        return this;
    }

    /** @param section 1 for an answer, 3 for an additional record, as in the header */
    DnsWriter pointer(int section, String name, int ttlSeconds, String target) {
        int length = begin(section, name, DnsRecord.PTR, ttlSeconds);
        name(target);
        return end(length);
    }

    DnsWriter service(int section, String name, int ttlSeconds, int port, String host) {
        int length = begin(section, name, DnsRecord.SRV, ttlSeconds);
        out.writeInt(0).writeShort(port); // any priority and weight
        name(host);
        return end(length);
    }

    DnsWriter text(int section, String name, int ttlSeconds, List<String> strings) {
        int length = begin(section, name, DnsRecord.TXT, ttlSeconds);
        strings.forEach(this::string);
        return end(length);
    }

    DnsWriter address(int section, String name, int ttlSeconds, byte[] ip) {
        int length = begin(section, name, ip.length == 4 ? DnsRecord.A : DnsRecord.AAAA, ttlSeconds);
        out.writeBytes(ip);
        return end(length);
    }

    /** Completes the header. */
    void end() {
        for (int i = 0; i < counts.length; i++) {
            out.setShort(start + COUNTS + 2 * i, counts[i]);
        }
    }

    private int begin(int section, String name, int type, int ttlSeconds) {
        counts[section]++;
        name(name);
        out.writeShort(type).writeShort(IN).writeInt(ttlSeconds).writeShort(0);
        return out.writerIndex();
    }

    private DnsWriter end(int contentStart) {
        out.setShort(contentStart - 2, out.writerIndex() - contentStart);
        return this;
    }

    private void name(String name) {
        Integer earlier = written.get(name);
        if (earlier != null) {
            out.writeShort(POINTER | earlier);
        } else if (name.isEmpty()) {
            out.writeByte(0);
        } else {
            remember(name);
            int dot = name.indexOf('.');
            string(dot < 0 ? name : name.substring(0, dot));
            name(dot < 0 ? "" : name.substring(dot + 1));
        }
    }

    private void remember(String name) {
        int offset = out.writerIndex() - start;
        if (offset <= FURTHEST) {
            written.put(name, offset);
        }
    }

    private void string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeByte(bytes.length).writeBytes(bytes);
    }
}
