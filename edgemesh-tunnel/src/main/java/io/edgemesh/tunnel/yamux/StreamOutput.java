package io.edgemesh.tunnel.yamux;

import static io.edgemesh.tunnel.yamux.FrameHeader.ACK;
import static io.edgemesh.tunnel.yamux.FrameHeader.FIN;
import static io.edgemesh.tunnel.yamux.FrameHeader.RST;
import static io.edgemesh.tunnel.yamux.FrameHeader.SYN;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * The sending half of a stream: spends the window the remote granted, and puts SYN or ACK on whatever frame goes first.
 */
final class StreamOutput {
    private static final long MAX_WINDOW = 0xFFFF_FFFFL;

    private final YamuxStream stream;
    private final YamuxSession session;
    private long window = YamuxConfig.INITIAL_WINDOW_BYTES;
    private boolean introduced;
    private boolean ended;
    private boolean keepsMessages;

    StreamOutput(YamuxStream stream, YamuxSession session) {
        this.stream = stream;
        this.session = session;
    }

    /** Sends what window, connection and fairness permit; whichever stops it flushes the stream again when it can. */
    void write(ChannelOutboundBuffer in) {
        while (!in.isEmpty() && !blockedByWindow(in) && session.scheduler().maySend(stream) && mayIntroduce()) {
            writeFrame(in);
        }
    }

    /** Frames carry one written buffer each from now on. */
    void keepMessages() {
        keepsMessages = true;
    }

    /** The remote grants more; {@code false} when the sum is beyond what yamux can count. */
    boolean grant(long delta) {
        window += delta;
        return window <= MAX_WINDOW;
    }

    /** Sends FIN behind everything else, and says whether it could. */
    boolean end() {
        if (ended) {
            return true;
        }
        if (!mayIntroduce()) {
            return false;
        }
        ended = true;
        send(FIN, 0);
        return true;
    }

    /** Sends RST, unless the remote never heard of the stream. */
    void abort() {
        if (introduced || stream.inbound()) {
            ended = true;
            send(RST, 0);
        }
    }

    /** Whether the remote has heard from us on this stream: our SYN, or our ACK. */
    boolean introduced() {
        return introduced;
    }

    /** Accepts an inbound stream when no other frame has done so yet. */
    void acknowledge() {
        if (!introduced) {
            send(0, 0);
        }
    }

    /** Tells the remote that it may send more. */
    void announce(int delta) {
        send(0, delta);
    }

    /** Whether FIN or RST has been sent. */
    boolean ended() {
        return ended;
    }

    private void writeFrame(ChannelOutboundBuffer in) {
        FramePayload payload = session.payload();
        int length = payload.collect(in, keepsMessages ? messageBytes(in) : frameBytes());
        if (length > 0) {
            window -= length;
            int flags = introduction(); // first, because it may assign the id
            session.writer().data(payload, flags, stream.streamId());
        } else if (!introduced) {
            send(0, 0); // an empty write opens the stream for a protocol in which the listener speaks first
        }
        FramePayload.remove(in, length);
    }

    private void send(int flag, int delta) {
        int flags = flag | introduction(); // first, because it may assign the id
        session.writer().windowUpdate(flags, stream.streamId(), delta);
    }

    private boolean mayIntroduce() {
        return introduced || stream.inbound() || session.scheduler().mayOpen(stream);
    }

    private int introduction() {
        if (introduced) {
            return 0;
        }
        introduced = true;
        if (stream.inbound()) {
            session.streams().accepted();
            return ACK;
        }
        session.streams().introduce(stream);
        return SYN;
    }

    private int frameBytes() {
        return (int) Math.min(window, session.config().maxFrameBytes());
    }

    private int messageBytes(ChannelOutboundBuffer in) {
        return Math.min(
                ((ByteBuf) in.current()).readableBytes(), session.config().maxFrameBytes());
    }

    private boolean blockedByWindow(ChannelOutboundBuffer in) {
        int least = keepsMessages ? messageBytes(in) : 1;
        return window < least && ((ByteBuf) in.current()).isReadable();
    }
}
