package io.edgemesh.tunnel.yamux;

import static io.edgemesh.tunnel.yamux.FrameHeader.ACK;
import static io.edgemesh.tunnel.yamux.FrameHeader.FIN;
import static io.edgemesh.tunnel.yamux.FrameHeader.RST;
import static io.edgemesh.tunnel.yamux.FrameHeader.SYN;

import io.edgemesh.tunnel.StreamResetException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the remote says to the stream it concerns, and holds the remote to the rules.
 *
 * <p>A frame for a stream that has ended is no offence: it may have been under way. Data for one is answered with a reset,
 * so that the remote stops sending.
 */
final class FrameDispatcher implements FrameDecoder.Listener {
    private final StreamOpener opener;
    private final SessionLife life;
    private final StreamTable streams;
    private final FrameWriter writer;
    private final Heartbeat heartbeat;
    private @Nullable YamuxStream current; // whose payload is being read
    private boolean endsCurrent;

    FrameDispatcher(
            StreamOpener opener, SessionLife life, StreamTable streams, FrameWriter writer, Heartbeat heartbeat) {
        this.opener = opener;
        this.life = life;
        this.streams = streams;
        this.writer = writer;
        this.heartbeat = heartbeat;
    }

    @Override
    public void onData(int flags, int streamId, long length) {
        YamuxStream stream = addressee(flags, streamId);
        if (stream == null) {
            if (length > 0 && (flags & (SYN | RST)) == 0) {
                writer.refuse(streamId);
            }
            return;
        }
        if (length > 0) {
            stream.input().arrives(length);
        }
        current = stream;
        endsCurrent = (flags & FIN) != 0;
    }

    @Override
    public void onDataPart(ByteBuf part) {
        if (current == null) {
            part.release();
        } else {
            current.input().part(part);
        }
    }

    @Override
    public void onDataEnd() {
        if (current != null && endsCurrent) {
            current.input().remoteEnds();
        }
        current = null;
    }

    @Override
    public void onWindowUpdate(int flags, int streamId, long delta) {
        YamuxStream stream = addressee(flags, streamId);
        if (stream == null) {
            return;
        }
        if (!stream.output().grant(delta)) {
            throw new YamuxProtocolException(stream + ": window beyond 4 GiB");
        }
        if ((flags & FIN) != 0) {
            stream.input().remoteEnds();
        }
        stream.flushNow();
    }

    @Override
    public void onPing(int flags, int opaque) {
        if ((flags & SYN) != 0) {
            writer.pong(opaque);
        } else if ((flags & ACK) != 0) {
            heartbeat.onPong(opaque);
        }
    }

    @Override
    public void onGoAway(long code) {
        life.remoteGoesAway(code);
    }

    /** Returns the stream that a frame is for, having done what SYN, ACK and RST ask; {@code null} when there is none now. */
    private @Nullable YamuxStream addressee(int flags, int streamId) {
        if ((flags & SYN) != 0) {
            return opener.accept(streamId);
        }
        YamuxStream stream = streams.find(streamId);
        if (stream == null) {
            requireKnown(streamId);
            return null;
        }
        if ((flags & ACK) != 0) {
            opener.acknowledged(stream);
        }
        if ((flags & RST) != 0) {
            stream.lose(StreamResetException.byPeer("stream reset by the peer"));
            return null;
        }
        return stream;
    }

    private void requireKnown(int streamId) {
        if (!streams.isRemoteId(streamId) && !streams.wasIssued(streamId)) {
            throw new YamuxProtocolException("frame for stream " + Integer.toUnsignedString(streamId)
                    + ", which is ours to open and was not opened");
        }
    }
}
