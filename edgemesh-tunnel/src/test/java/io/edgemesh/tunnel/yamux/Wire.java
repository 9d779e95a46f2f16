package io.edgemesh.tunnel.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;

/** Frames as a test writes and reads them: {@code "DATA SYN #1 5"} is a data frame of five bytes that opens stream 1. */
final class Wire {
    private static final List<String> TYPES = List.of("DATA", "WINDOW", "PING", "GOAWAY");
    private static final List<String> FLAGS = List.of("SYN", "ACK", "FIN", "RST");

    private Wire() {}

    /** A frame; data frames get a payload of zeros. */
    static ByteBuf frame(String text) {
        String[] words = text.split(" ");
        int type = TYPES.indexOf(words[0]);
        int flags = 0;
        int streamId = 0;
        for (int i = 1; i < words.length - 1; i++) {
            if (words[i].startsWith("#")) {
                streamId = Integer.parseUnsignedInt(words[i].substring(1));
            } else {
                flags |= 1 << FLAGS.indexOf(words[i]);
            }
        }
        int length = Integer.parseUnsignedInt(words[words.length - 1]);
        ByteBuf frame = FrameHeader.write(Unpooled.buffer(), type, flags, streamId, length);
        return type == FrameHeader.DATA ? frame.writeZero(length) : frame;
    }

    /** All frames that the channel has sent since the last call; payloads are dropped. */
    static List<String> sent(EmbeddedChannel channel) {
        channel.runPendingTasks();
        ByteBuf bytes = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            bytes.writeBytes(part);
            part.release();
        }
        List<String> frames = new ArrayList<>();
        while (bytes.isReadable()) {
            frames.add(read(bytes));
        }
        return frames;
    }

    static String read(ByteBuf bytes) {
        int typeAndFlags = bytes.readInt();
        int streamId = bytes.readInt();
        int length = bytes.readInt();
        int type = typeAndFlags >>> 16;
        if (type == FrameHeader.DATA) {
            bytes.skipBytes(length);
        }
        StringBuilder text = new StringBuilder(TYPES.get(type));
        for (int flag = 0; flag < FLAGS.size(); flag++) {
            if ((typeAndFlags >> flag & 1) != 0) {
                text.append(' ').append(FLAGS.get(flag));
            }
        }
        if (streamId != 0) {
            text.append(" #").append(Integer.toUnsignedString(streamId));
        }
        return text.append(' ').append(Integer.toUnsignedString(length)).toString();
    }
}
