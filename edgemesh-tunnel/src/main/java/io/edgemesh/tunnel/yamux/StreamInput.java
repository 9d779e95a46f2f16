package io.edgemesh.tunnel.yamux;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a stream: hands bytes to the pipeline when it reads, queues them when it does not, and tells the
 * remote of new window only for what the pipeline took.
 */
final class StreamInput {
    /** What one {@code read()} may bring where the application asks for each. */
    private static final int BYTES_PER_READ = 64 * 1024;

    private static final int MAX_MESSAGE_BYTES = 65_535;
    private static final int MAX_UNREAD_MESSAGES = 256;

    private final YamuxStream stream;
    private final YamuxSession session;
    private final ReceiveWindow window;
    private final ReceiveQueue queue;
    private int readBudget; // above 0 while a read is asked for
    private boolean everRead;
    private boolean delivered; // since the last channelReadComplete
    private boolean remoteEnded;
    private boolean shutdown;
    private boolean keepsMessages;
    private @Nullable ByteBuf message; // of which some has arrived

    StreamInput(YamuxStream stream, YamuxSession session) {
        this.stream = stream;
        this.session = session;
        this.window = session.memory().newWindow(session.heartbeat().now());
        this.queue = new ReceiveQueue(stream.alloc());
    }

    /** The pipeline wants to read. */
    void beginRead() {
        readBudget = BYTES_PER_READ;
        everRead = true;
        if (!queue.isEmpty() || remoteEnded || !stream.introduced()) {
            session.settlement().add(stream);
        }
    }

    /** Frames that begin from now on are delivered whole. */
    void keepMessages() {
        keepsMessages = true;
    }

    /** The pipeline wants no more for now. */
    void stopReading() {
        readBudget = 0;
    }

    /** A frame of this length begins. */
    void arrives(long bytes) {
        if (remoteEnded) {
            throw new YamuxProtocolException(stream + ": data after FIN");
        }
        if (!window.arrived(bytes)) {
            throw new YamuxProtocolException(stream + ": frame of " + bytes + " bytes exceeds the window");
        }
        if (keepsMessages && bytes > 0 && bytes <= MAX_MESSAGE_BYTES) {
            message = stream.alloc().buffer((int) bytes, (int) bytes);
        }
    }

    /** A part of the frame is here; takes ownership. */
    void part(ByteBuf part) {
        ByteBuf whole = message;
        if (whole == null) {
            take(part);
            return;
        }
        whole.writeBytes(part);
        part.release();
        if (!whole.isWritable()) {
            message = null;
            take(whole);
        }
    }

    private void take(ByteBuf bytes) {
        if (shutdown || keepsMessages && queue.chunkCount() >= MAX_UNREAD_MESSAGES) {
            discard(bytes);
        } else if (queue.isEmpty() && mayDeliver()) {
            deliver(bytes);
        } else if (!session.memory().reserve(stream, bytes.readableBytes())) {
            bytes.release(); // the stream was reset to make room
        } else if (keepsMessages) {
            queue.addMessage(bytes);
        } else {
            queue.add(bytes);
        }
    }

    /** FIN: nothing follows. */
    void remoteEnds() {
        remoteEnded = true;
        session.settlement().add(stream);
    }

    /** Hands over what is queued as far as it is wanted, and completes the read. Called once per burst of reads. */
    void settle() {
        drain();
        completeRead();
        if (remoteEnded && !shutdown && queue.isEmpty() && readBudget > 0) {
            endInput();
        }
    }

    /** Whether the pipeline has ever asked for bytes, which is to accept the stream. */
    boolean everRead() {
        return everRead;
    }

    /** Whether the remote has sent all it will, and the pipeline knows. */
    boolean ended() {
        return remoteEnded && shutdown;
    }

    boolean shutdown() {
        return shutdown;
    }

    /** Takes no more: what is queued and what still comes is discarded. */
    void shutdownByUs() {
        shutdown = true;
        int unread = queue.bytes();
        releaseQueue();
        consumed(unread);
    }

    int unreadBytes() {
        return queue.bytes();
    }

    void close() {
        shutdown = true;
        releaseQueue();
        if (message != null) {
            message.release();
            message = null;
        }
        window.close();
    }

    private void drain() {
        int budget = BYTES_PER_READ;
        while (!queue.isEmpty() && mayDeliver() && budget > 0) {
            ByteBuf chunk = queue.poll();
            budget -= chunk.readableBytes();
            session.memory().release(chunk.readableBytes());
            deliver(chunk);
        }
    }

    private boolean mayDeliver() {
        return readBudget > 0 || delivered && stream.config().isAutoRead();
    }

    private void deliver(ByteBuf bytes) {
        int length = bytes.readableBytes();
        readBudget -= length;
        delivered = true;
        session.settlement().add(stream);
        stream.pipeline().fireChannelRead(bytes);
        consumed(length);
    }

    private void completeRead() {
        if (delivered) {
            delivered = false;
            readBudget = 0;
            stream.pipeline().fireChannelReadComplete(); // with autoRead this begins the next read
        }
    }

    private void consumed(int bytes) {
        window.consumed(bytes);
        if (window.updateDue() && !remoteEnded && stream.isOpen()) {
            stream.output()
                    .announce(window.update(
                            session.heartbeat().now(), session.heartbeat().lowestRoundTripNanos()));
        }
    }

    private void endInput() {
        shutdown = true;
        stream.fireInputEnded();
    }

    private void discard(ByteBuf part) {
        int length = part.readableBytes();
        part.release();
        consumed(length);
    }

    private void releaseQueue() {
        session.memory().release(queue.bytes());
        queue.release();
    }
}
