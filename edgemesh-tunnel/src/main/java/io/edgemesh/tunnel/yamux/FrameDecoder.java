package io.edgemesh.tunnel.yamux;

import static io.edgemesh.tunnel.yamux.FrameHeader.DATA;
import static io.edgemesh.tunnel.yamux.FrameHeader.GO_AWAY;
import static io.edgemesh.tunnel.yamux.FrameHeader.PING;
import static io.edgemesh.tunnel.yamux.FrameHeader.SESSION;
import static io.edgemesh.tunnel.yamux.FrameHeader.WINDOW_UPDATE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Reads frames from a byte stream that may be cut anywhere.
 *
 * <p><b>Memory:</b> keeps at most one unfinished header. A payload is never collected: its parts go on as slices in the
 * order they arrive, so a length of four gigabytes in a header costs nothing; whether the stream may be sent that much is
 * for the listener to check when it hears the length. <b>Buffers:</b> the caller keeps its buffer; the listener owns the
 * slices. <b>Failure:</b> throws {@link YamuxProtocolException} and must not be used afterwards.
 */
final class FrameDecoder {
    /** What the decoder reads, in order. {@code length} is unsigned. */
    interface Listener {
        /** A data frame begins; {@code length} bytes follow through {@link #onDataPart}, then {@link #onDataEnd}. */
        void onData(int flags, int streamId, long length);

        /** A part of the payload, never empty, owned by the listener. */
        void onDataPart(ByteBuf part);

        /** The frame that {@link #onData} began is complete. */
        void onDataEnd();

        void onWindowUpdate(int flags, int streamId, long delta);

        void onPing(int flags, int opaque);

        void onGoAway(long code);
    }

    private final Listener listener;
    private final ByteBuf partialHeader = Unpooled.buffer(FrameHeader.BYTES, FrameHeader.BYTES);
    private long payloadLeft;
    private boolean stopped;

    FrameDecoder(Listener listener) {
        this.listener = listener;
    }

    /** Reads all of {@code in}, unless stopped on the way. */
    void decode(ByteBuf in) {
        while (in.isReadable() && !stopped) {
            if (payloadLeft > 0) {
                readPayload(in);
            } else if (partialHeader.writerIndex() == 0 && in.readableBytes() >= FrameHeader.BYTES) {
                readHeader(in);
            } else {
                completeHeader(in);
            }
        }
    }

    /** Ignores everything from now on. */
    void stop() {
        stopped = true;
    }

    private void readPayload(ByteBuf in) {
        int length = (int) Math.min(payloadLeft, in.readableBytes());
        payloadLeft -= length;
        listener.onDataPart(in.readRetainedSlice(length));
        if (payloadLeft == 0) {
            listener.onDataEnd();
        }
    }

    private void completeHeader(ByteBuf in) {
        partialHeader.writeBytes(in, Math.min(in.readableBytes(), partialHeader.writableBytes()));
        if (!partialHeader.isWritable()) {
            readHeader(partialHeader);
            partialHeader.clear();
        }
    }

    private void readHeader(ByteBuf in) {
        int version = in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedShort();
        int streamId = in.readInt();
        int length = in.readInt();
        if (version != 0) {
            throw new YamuxProtocolException("yamux version " + version + " (expected: 0)");
        }
        dispatch(type, flags, streamId, length);
    }

    private void dispatch(int type, int flags, int streamId, int length) {
        switch (type) {
            case DATA -> {
                requireStream(streamId, "data");
                payloadLeft = Integer.toUnsignedLong(length);
                listener.onData(flags, streamId, payloadLeft);
                if (payloadLeft == 0) {
                    listener.onDataEnd();
                }
            }
            case WINDOW_UPDATE -> {
                requireStream(streamId, "window update");
                listener.onWindowUpdate(flags, streamId, Integer.toUnsignedLong(length));
            }
            case PING -> listener.onPing(flags, length);
            case GO_AWAY -> listener.onGoAway(Integer.toUnsignedLong(length));
            default -> throw new YamuxProtocolException("yamux frame of type " + type + " (expected: 0 to 3)");
        }
    }

    private static void requireStream(int streamId, String frame) {
        if (streamId == SESSION) {
            throw new YamuxProtocolException("yamux " + frame + " frame for stream 0, which is the session");
        }
    }
}
