package io.edgemesh.tunnel.quic;

import io.netty.handler.codec.quic.QuicStreamChannel;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Netty's connection forget a stream that has ended. The codec of 4.2.18 does so by itself only when the end of the
 * remote's output was read, and so keeps every stream that was reset as long as its connection: a kilobyte each, at a
 * peer's will. What it does then is not public. Where it cannot be called, nothing but that memory is lost.
 */
final class QuicLeftovers {
    private static final Logger LOGGER = LoggerFactory.getLogger(QuicLeftovers.class);
    private static final @Nullable Method STREAM_CLOSED = find();

    private QuicLeftovers() {}

    private static @Nullable Method find() {
        try {
            Method method = Class.forName("io.netty.handler.codec.quic.QuicheQuicChannel")
                    .getDeclaredMethod("streamClosed", long.class);
            method.setAccessible(true);
            return method;
        } catch (ReflectiveOperationException | RuntimeException changed) {
            LOGGER.atDebug()
                    .addKeyValue("failure", changed.toString())
                    .log("QUIC streams that are reset leave a trace");
            return null;
        }
    }

    /** To be called on the event loop, once the stream's channel is closed and the remote is told to send no more. */
    static void forget(QuicStreamChannel wire) {
        if (STREAM_CLOSED != null) {
            try {
                STREAM_CLOSED.invoke(wire.parent(), wire.streamId());
            } catch (ReflectiveOperationException e) {
                LOGGER.atDebug().setCause(e).log("a QUIC stream leaves a trace");
            }
        }
    }
}
