package io.edgemesh.tunnel.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the two relay protocols look like on a stream. */
final class Frames {
    private Frames() {}

    static ByteBuf of(HopMessage message) {
        return encode(new HopCodec(), message);
    }

    static ByteBuf of(StopMessage message) {
        return encode(new StopCodec(), message);
    }

    private static <M> ByteBuf encode(CircuitCodec<M> codec, M message) {
        EmbeddedChannel encoder = new EmbeddedChannel();
        codec.addTo(encoder);
        encoder.writeOutbound(message);
        return Unpooled.wrappedBuffer(encoder.<ByteBuf>readOutbound(), encoder.<ByteBuf>readOutbound());
    }

    /** Returns what was written to {@code stream} next, or {@code null} if nothing was. */
    static @Nullable HopMessage nextHop(EmbeddedChannel stream) {
        return next(new HopCodec(), stream);
    }

    /** Returns what was written to {@code stream} next, or {@code null} if nothing was. */
    static @Nullable StopMessage nextStop(EmbeddedChannel stream) {
        return next(new StopCodec(), stream);
    }

    private static <M> @Nullable M next(CircuitCodec<M> codec, EmbeddedChannel stream) {
        ByteBuf prefix = stream.readOutbound();
        ByteBuf message = stream.readOutbound();
        if (prefix == null || message == null) {
            return null;
        }
        try {
            return codec.read(message);
        } finally {
            prefix.release();
            message.release();
        }
    }

    static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    /** Returns everything else that was written to {@code stream}, as text. */
    static String rest(EmbeddedChannel stream) {
        StringBuilder all = new StringBuilder();
        for (ByteBuf part = stream.readOutbound(); part != null; part = stream.readOutbound()) {
            all.append(part.toString(StandardCharsets.UTF_8));
            part.release();
        }
        return all.toString();
    }
}
