package io.edgemesh.proxy.http;

import static java.util.Objects.requireNonNull;

import io.edgemesh.api.dial.EarlyData;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a target, from the moment it is dialled: what is written before it stands goes ahead as its dial's
 * {@linkplain EarlyData early data}.
 *
 * <p><b>Threads:</b> its client's event loop, but for {@link #isAskedForHead}. <b>Limit:</b> nothing is written while it
 * does not {@linkplain #takesMore take more}.
 */
final class Upstream {
    private final RequestTarget target;
    private final EarlyData early;
    private final RequestEncoder encoder;
    private @Nullable Channel channel;
    private boolean reused;
    private volatile boolean askedForHead;

    /**
     * @param early   of its dial, still empty
     * @param buffers has the allocator for what is written
     */
    Upstream(RequestTarget target, EarlyData early, ChannelHandlerContext buffers) {
        this.target = target;
        this.early = early;
        this.encoder = new RequestEncoder(buffers);
    }

    /** It stands now; the channel has been given what was written so far. */
    void connected(Channel opened, UpstreamHandler handler) {
        channel = opened;
        opened.pipeline().addLast(new ResponseDecoder(this), handler);
    }

    /** Returns whether a request for that host and port may go over it. */
    boolean serves(RequestTarget other) {
        return channel != null
                && channel.isActive()
                && target.host().equalsIgnoreCase(other.host())
                && target.port() == other.port();
    }

    /** Begins a request. */
    void send(HttpRequest request) {
        askedForHead = request.method().equals(HttpMethod.HEAD);
        write(request);
    }

    /** Writes a part of a request, which it releases. */
    void write(HttpObject part) {
        encoder.encode(part, this::writeBytes);
    }

    private void writeBytes(ByteBuf bytes) {
        if (!bytes.isReadable()) {
            bytes.release();
        } else if (channel == null) {
            early.add(bytes);
        } else {
            channel.write(bytes);
        }
    }

    boolean takesMore() {
        return channel == null ? !early.isFull() : channel.isWritable();
    }

    void flush() {
        if (channel != null) {
            channel.flush();
        }
    }

    /** Has responses read, or not for the time being. */
    void read(boolean wanted) {
        if (channel != null) {
            channel.config().setAutoRead(wanted);
        }
    }

    /** Closes it, if it stands already. */
    void close() {
        if (channel != null) {
            channel.close();
        }
    }

    /** Returns its channel; only once it stands. */
    Channel channel() {
        return requireNonNull(channel, "channel");
    }

    /** Returns whether its latest request was HEAD; from any thread. */
    boolean isAskedForHead() {
        return askedForHead;
    }

    /** Returns whether it has served a request before: then it may be closing at the very moment of the next. */
    boolean reused() {
        return reused;
    }

    void markReused() {
        reused = true;
    }
}
