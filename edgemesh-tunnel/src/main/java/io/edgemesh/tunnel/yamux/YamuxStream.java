package io.edgemesh.tunnel.yamux;

import io.edgemesh.tunnel.AbstractStream;
import io.netty.channel.ChannelOutboundBuffer;

/** A stream of yamux: {@link StreamInput} and {@link StreamOutput} hold the two directions. */
final class YamuxStream extends AbstractStream {
    private final YamuxSession session;
    private final boolean inbound;
    private final StreamInput input;
    private final StreamOutput output;
    private int streamId; // 0 until the remote is told
    private boolean acknowledged; // by the remote
    private boolean queued; // in one of the scheduler's queues
    private boolean touched; // to be settled by the session

    YamuxStream(YamuxSession session, YamuxStreamId id, int streamId) {
        super(session.channel(), id);
        this.session = session;
        this.streamId = streamId;
        this.inbound = streamId != 0;
        this.input = new StreamInput(this, session);
        this.output = new StreamOutput(this, session);
    }

    boolean inbound() {
        return inbound;
    }

    boolean introduced() {
        return output.introduced();
    }

    int streamId() {
        return streamId;
    }

    void assign(int id) {
        streamId = id;
    }

    /** Whether a stream of ours waits for the remote's acknowledgement; from now on it does not. */
    boolean settleAcknowledgement() {
        boolean waited = !inbound && output.introduced() && !acknowledged;
        acknowledged = true;
        return waited;
    }

    @Override
    public void keepMessages() {
        input.keepMessages();
        output.keepMessages();
    }

    StreamInput input() {
        return input;
    }

    StreamOutput output() {
        return output;
    }

    /** Marks the stream as waiting for its turn; {@code false} when it is already. */
    boolean enqueue() {
        boolean added = !queued;
        queued = true;
        return added;
    }

    void dequeueAndFlush() {
        queued = false;
        flushNow();
    }

    /** Marks the stream as having work for the end of the burst; {@code false} when it is already. */
    boolean touch() {
        boolean added = !touched;
        touched = true;
        return added;
    }

    /** Does the work of the end of a burst. */
    void settle() {
        touched = false;
        if (isOpen()) {
            input.settle();
            closeIfEnded();
        }
        if (isOpen() && inbound && input.everRead()) {
            output.acknowledge();
        }
    }

    @Override
    protected void stopReading() {
        input.stopReading();
    }

    @Override
    protected boolean endOutput() {
        return output.end();
    }

    @Override
    protected boolean outputEnded() {
        return output.ended();
    }

    @Override
    protected void discardInput() {
        input.shutdownByUs();
    }

    @Override
    protected boolean inputShutdown() {
        return input.shutdown();
    }

    @Override
    protected boolean inputEnded() {
        return input.ended();
    }

    @Override
    protected void doBeginRead() {
        input.beginRead();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        output.write(in);
    }

    @Override
    protected void tellRemote(boolean bytesUnsent) {
        boolean bytesLost = bytesUnsent || input.unreadBytes() > 0;
        boolean unknownToRemote = !inbound && !output.introduced();
        if (unknownToRemote || output.ended() && !bytesLost) {
            return;
        }
        if (bytesLost || !output.end()) {
            output.abort();
        }
    }

    @Override
    protected void released() {
        input.close();
        session.opener().closed(this);
    }
}
