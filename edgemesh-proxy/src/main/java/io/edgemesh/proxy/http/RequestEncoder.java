package io.edgemesh.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.EncoderException;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Turns requests into bytes before there is a pipeline in which an encoder could stand.
 *
 * <p><b>Threads:</b> one at a time. <b>Buffers:</b> takes parts over; what it gives out belongs to the receiver.
 */
final class RequestEncoder extends HttpRequestEncoder {
    private final ChannelHandlerContext buffers;
    private final List<Object> encoded = new ArrayList<>(3);

    /** @param buffers has the allocator, and is asked for nothing else */
    RequestEncoder(ChannelHandlerContext buffers) {
        this.buffers = buffers;
    }

    /** Encodes the next part, the head of a request or some of its body, and gives out what there is to send for it. */
    void encode(HttpObject part, Consumer<ByteBuf> to) {
        try {
            encode(buffers, part, encoded);
        } catch (Exception e) {
            throw new EncoderException(
                    "not a part of a request: " + part.getClass().getSimpleName(), e);
        }
        for (Object bytes : encoded) {
            to.accept((ByteBuf) bytes);
        }
        encoded.clear();
    }
}
