package io.edgemesh.tunnel.yamux;

import static io.edgemesh.tunnel.yamux.FrameHeader.GO_AWAY;
import static io.edgemesh.tunnel.yamux.FrameHeader.PING;
import static io.edgemesh.tunnel.yamux.FrameHeader.RST;
import static io.edgemesh.tunnel.yamux.FrameHeader.SESSION;
import static io.edgemesh.tunnel.yamux.FrameHeader.WINDOW_UPDATE;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;

/**
 * Writes frames to the connection and flushes once for many: at the end of a read burst, or else when the event loop has
 * done what it is at, or at once when the connection takes no more.
 *
 * <p>Answers that the remote provokes (pongs, resets) are not held back by congestion, so their number is bounded instead:
 * a remote that asks and never reads is cut off.
 */
final class FrameWriter {
    private static final int MAX_UNREAD_ANSWERS = 10_000;

    private final ChannelHandlerContext ctx;
    private final Pace pace;
    private final Runnable flush = this::flushNow;
    private boolean inReadBurst;
    private boolean dirty;
    private boolean flushScheduled;
    private int answersWhileBlocked;

    FrameWriter(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        pace = new Pace(ctx.channel().config(), ctx.executor().ticker());
    }

    boolean isWritable() {
        return ctx.channel().isWritable();
    }

    void data(FramePayload payload, int flags, int streamId) {
        write(payload.toFrame(ctx.alloc(), flags, streamId));
    }

    void windowUpdate(int flags, int streamId, int delta) {
        control(WINDOW_UPDATE, flags, streamId, delta);
    }

    void ping(int opaque) {
        control(PING, FrameHeader.SYN, SESSION, opaque);
    }

    void pong(int opaque) {
        countAnswer();
        control(PING, FrameHeader.ACK, SESSION, opaque);
    }

    /** Refuses a frame for a stream that is not, or no longer, there. */
    void refuse(int streamId) {
        countAnswer();
        control(WINDOW_UPDATE, RST, streamId, 0);
    }

    /** Says go-away and flushes; the future is that of the write. */
    ChannelFuture goAway(int code) {
        ByteBuf header = ctx.alloc().buffer(FrameHeader.BYTES);
        return ctx.writeAndFlush(FrameHeader.write(header, GO_AWAY, 0, SESSION, code));
    }

    void readBurstBegins() {
        inReadBurst = true;
    }

    void readBurstEnds() {
        inReadBurst = false;
        flushNow();
    }

    /** The connection takes bytes again, or takes no more. */
    void writabilityChanged() {
        if (isWritable()) {
            answersWhileBlocked = 0;
            pace.drained();
        } else {
            pace.full();
        }
    }

    void flushNow() {
        flushScheduled = false;
        if (dirty) {
            dirty = false;
            ctx.flush();
        }
    }

    private void control(int type, int flags, int streamId, int length) {
        write(FrameHeader.write(ctx.alloc().buffer(FrameHeader.BYTES), type, flags, streamId, length));
    }

    /** One write a frame, so that nothing can come between its parts. */
    private void write(ByteBuf frame) {
        ctx.write(frame, ctx.voidPromise());
        dirty = true;
        if (inReadBurst || flushScheduled) {
            return;
        }
        flushScheduled = true;
        ctx.executor().execute(flush);
    }

    private void countAnswer() {
        if (!isWritable() && ++answersWhileBlocked > MAX_UNREAD_ANSWERS) {
            throw new YamuxProtocolException("peer provoked " + answersWhileBlocked + " answers and reads none");
        }
    }
}
