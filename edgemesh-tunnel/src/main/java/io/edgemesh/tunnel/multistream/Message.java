package io.edgemesh.tunnel.multistream;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Varint;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A line of text with its length in front: {@code 3 n a \n}. */
final class Message {
    /** Longer than any protocol id in use, and what other implementations take. */
    static final int MAX_BYTES = 1024;

    static final String GREETING = "/multistream/1.0.0";
    static final String NOT_AVAILABLE = "na";

    private Message() {}

    static void write(ByteBuf out, String text) {
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        Varint.write(out, line.length + 1L);
        out.writeBytes(line).writeByte('\n');
    }

    /** Takes a message from the front, or returns {@code null} and takes nothing while it is not complete. */
    static @Nullable String read(ByteBuf in) {
        int start = in.readerIndex();
        long length = readLength(in);
        if (length < 0 || in.readableBytes() < length) {
            in.readerIndex(start);
            return null;
        }
        String line = in.readString((int) length, StandardCharsets.UTF_8);
        if (!line.endsWith("\n")) {
            throw new MultistreamProtocolException("multistream message without newline: " + printable(line));
        }
        return line.substring(0, line.length() - 1);
    }

    private static long readLength(ByteBuf in) {
        long length;
        try {
            length = Varint.read(in);
        } catch (MalformedException malformed) {
            throw new MultistreamProtocolException("multistream message of unreadable length", malformed);
        }
        if (length > MAX_BYTES) {
            throw new MultistreamProtocolException(
                    "multistream message of " + length + " bytes (limit: " + MAX_BYTES + ')');
        }
        return length;
    }

    /** The text as it may stand in a message for the operator. */
    static String printable(String text) {
        String shown = text.length() > 64 ? text.substring(0, 64) + "…" : text;
        return '"' + shown.replaceAll("[^\\x20-\\x7e]", "?") + '"';
    }
}
