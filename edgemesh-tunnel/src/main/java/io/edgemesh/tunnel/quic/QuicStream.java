package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.AbstractStream;
import io.edgemesh.tunnel.StreamResetException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A stream of QUIC, on top of the channel that Netty's codec has for it and whose ends differ from ours: it tells the
 * remote of an orderly end whatever was lost, sends an end ahead of what waits for the window, and outlives a reset.
 *
 * <p>{@link QuicWire}, at the end of that channel's pipeline, tells of what comes, which {@link QuicInput} takes. The next
 * buffer is handed down when the one before is sent, so what waits is seen in our outbound buffer. A peer that reads no more
 * makes our writes fail, while what it has sent can still be read.
 */
final class QuicStream extends AbstractStream {
    /** What resets carry. libp2p does not say; other implementations send 0 as well. */
    static final int RESET = 0;

    private final QuicStreamChannel wire;
    private final QuicSession session;
    private final QuicInput input;
    private final QuicEnd end;
    private boolean writing; // the wire has the first buffer
    private boolean ending; // the remote is being told of the end
    private boolean outputEnded;

    QuicStream(QuicStreamChannel wire, QuicSession session) {
        super(wire.parent(), wire.id());
        this.wire = wire;
        this.session = session;
        this.input = new QuicInput(this, wire, session);
        this.end = new QuicEnd(wire.parent().eventLoop().ticker(), session::roundTripNow);
    }

    QuicInput input() {
        return input;
    }

    /** The remote has ended, and all it sent is read. */
    void inputEnds() {
        fireInputEnded();
        closeIfEnded();
    }

    void remoteResets() {
        input.remoteResets();
        fail(StreamResetException.byPeer("peer reset the stream"));
    }

    void wireLost() {
        lose(StreamResetException.connectionLost(session.whyEnded()));
    }

    @Override
    protected void doBeginRead() {
        input.beginRead();
    }

    @Override
    protected void stopReading() {
        input.stopReading();
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
            end.sent();
            in.remove();
        } else {
            in.remove(sent.cause());
        }
    }

    @Override
    protected boolean endOutput() {
        if (!outputEnded) {
            long nanos = end.nanosToWait(input.remoteEnded());
            if (nanos > 0) {
                eventLoop().schedule(this::flushNow, nanos, TimeUnit.NANOSECONDS); // which asks again
                return false;
            }
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
    protected void tellRemote(boolean bytesUnsent) {
        ending = true;
        if (input.reading()) {
            eventLoop().execute(() -> end(bytesUnsent)); // once it is known what the read brings
        } else {
            end(bytesUnsent);
        }
    }

    private void end(boolean bytesUnsent) {
        input.readRest();
        if (bytesUnsent || input.lost()) {
            input.giveUp();
            wire.shutdown(RESET, wire.newPromise());
            forget();
        } else {
            endInOrder();
        }
    }

    private void endInOrder() {
        long nanos = outputEnded ? 0 : end.nanosToWait(input.remoteEnded());
        if (nanos > 0) {
            eventLoop().schedule(this::endInOrder, nanos, TimeUnit.NANOSECONDS);
        } else {
            endOutput();
            input.stopRemote();
            forget();
        }
    }

    private void forget() {
        wire.close();
        QuicLeftovers.forget(wire);
        session.closed(this);
    }

    @Override
    protected void released() {
        input.close();
        if (!ending) {
            session.closed(this);
        }
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
