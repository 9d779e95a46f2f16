package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.AbstractStream;
import io.edgemesh.tunnel.StreamResetException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A stream of QUIC, on top of the channel that Netty's codec has for it and whose ends differ from ours: it tells the
 * remote of an orderly end whatever was lost, sends an end ahead of what waits for the window, and outlives a reset.
 *
 * <p>{@link QuicWire}, at the end of that channel's pipeline, tells of what comes. Reads are asked for one by one, so what
 * nobody reads stays in QUIC's window; the next buffer is handed down when the one before is sent, so what waits is seen in
 * our outbound buffer. A peer that reads no more makes our writes fail, while what it has sent can still be read.
 */
final class QuicStream extends AbstractStream {
    /** What resets carry. libp2p does not say; other implementations send 0 as well. */
    private static final int RESET = 0;

    private final QuicStreamChannel wire;
    private final QuicSession session;
    private boolean writing; // the wire has the first buffer
    private boolean outputEnded;
    private boolean wanted; // a read is asked for
    private @Nullable Object held; // has come, and is not asked for yet
    private boolean remoteEnded;
    private boolean inputShutdown;
    private boolean reading; // within a read of the wire
    private long delivered;
    private boolean unread; // bytes have come that nobody took

    QuicStream(QuicStreamChannel wire, QuicSession session) {
        super(wire.parent(), wire.id());
        this.wire = wire;
        this.session = session;
    }

    /** Takes in what one read of the wire brings. */
    void received(Object message) {
        reading = true;
        int bytes = ((ByteBuf) message).readableBytes();
        delivered += bytes;
        session.traffic().delivered(bytes);
        if (isOpen() && !inputShutdown) {
            held = message;
        } else {
            unread |= !inputShutdown;
            ReferenceCountUtil.release(message);
        }
    }

    void readComplete() {
        deliver();
        reading = false;
    }

    void remoteEnds() {
        remoteEnded = true;
        deliver();
    }

    void remoteResets() {
        reading = false;
        remoteEnded = true;
        fail(StreamResetException.byPeer("peer reset the stream"));
    }

    void wireLost() {
        lose(StreamResetException.connectionLost(session.whyEnded()));
    }

    /** Whether what comes waits in QUIC's window, as nobody asks for it. */
    boolean isBehind() {
        return !wanted && !remoteEnded && !inputShutdown;
    }

    /** Hands over what has come, as far as it is wanted. */
    private void deliver() {
        Object message = held;
        if (message != null && wanted && isOpen()) {
            held = null;
            wanted = false;
            pipeline().fireChannelRead(message);
            pipeline().fireChannelReadComplete(); // with autoRead this begins the next read
        }
        if (held == null && remoteEnded && wanted && !inputShutdown && isOpen()) {
            inputShutdown = true;
            fireInputEnded();
            closeIfEnded();
        }
    }

    @Override
    protected void doBeginRead() {
        wanted = true;
        if (held != null || remoteEnded) {
            eventLoop().execute(this::deliver);
        } else {
            wire.read();
        }
    }

    @Override
    protected void stopReading() {
        wanted = false;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        while (!writing && !in.isEmpty()) {
            writing = true;
            ByteBuf next = (ByteBuf) in.current();
            ChannelFuture sent = wire.writeAndFlush(next.retain());
            if (!sent.isDone()) {
                sent.addListener(done -> sentLater(sent));
                return;
            }
            sent(in, sent);
        }
    }

    private void sentLater(ChannelFuture sent) {
        ChannelOutboundBuffer in = unsent();
        if (in == null) {
            writing = false; // closed meanwhile
        } else {
            sent(in, sent);
            flushNow();
        }
    }

    private void sent(ChannelOutboundBuffer in, ChannelFuture sent) {
        writing = false;
        if (sent.isSuccess()) {
            in.remove();
        } else {
            in.remove(sent.cause());
        }
    }

    @Override
    protected boolean endOutput() {
        if (!outputEnded) {
            outputEnded = true;
            wire.shutdownOutput(); // fails where the peer reads no more, which comes to the same
        }
        return true;
    }

    @Override
    protected boolean outputEnded() {
        return outputEnded;
    }

    @Override
    protected void discardInput() {
        if (!inputShutdown) {
            inputShutdown = true;
            releaseHeld();
            stopRemote();
        }
    }

    @Override
    protected boolean inputShutdown() {
        return inputShutdown;
    }

    @Override
    protected boolean inputEnded() {
        return remoteEnded && inputShutdown;
    }

    @Override
    protected void tellRemote(boolean bytesUnsent) {
        unread |= held != null;
        if (reading) {
            eventLoop().execute(() -> end(bytesUnsent)); // once it is known what the read brings
        } else {
            end(bytesUnsent);
        }
    }

    private void end(boolean bytesUnsent) {
        if (!remoteEnded) {
            wire.read();
        }
        if (bytesUnsent || unread) {
            session.traffic().discarded(remoteEnded ? 0 : window());
            wire.shutdown(RESET, wire.newPromise());
        } else {
            endOutput();
            stopRemote();
        }
        wire.close();
        QuicLeftovers.forget(wire);
    }

    /** Has the remote send no more, so that nothing is waited for. */
    private void stopRemote() {
        if (!remoteEnded) {
            remoteEnded = true;
            session.traffic().discarded(window());
            wire.shutdownInput(RESET);
        }
    }

    /** The most that may have come, or be on its way, beyond what was read: a window doubles with what is read at most. */
    private long window() {
        return Math.min(QuicLimits.MAX_STREAM_WINDOW_BYTES, Math.max(session.firstWindow(), 2 * delivered));
    }

    @Override
    protected void released() {
        releaseHeld();
        session.closed(this);
    }

    private void releaseHeld() {
        ReferenceCountUtil.release(held);
        held = null;
    }

    @Override
    protected SocketAddress localAddress0() {
        return wire.parent().localSocketAddress();
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return wire.parent().remoteSocketAddress();
    }
}
