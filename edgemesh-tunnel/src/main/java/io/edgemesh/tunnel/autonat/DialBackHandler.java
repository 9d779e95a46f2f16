package io.edgemesh.tunnel.autonat;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.multiformats.VarintFrameDecoder;
import io.edgemesh.tunnel.multiformats.VarintFrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Reads the one request of a stream and writes the one answer. */
final class DialBackHandler extends SimpleChannelInboundHandler<ByteBuf> {
    static final int MAX_MESSAGE_BYTES = 4096;
    static final int TIMEOUT_SECONDS = 60;

    private final StreamChannel stream;
    private final BiConsumer<DialBackRequest, Consumer<DialBackAnswer>> service;
    private boolean asked;

    private DialBackHandler(StreamChannel stream, BiConsumer<DialBackRequest, Consumer<DialBackAnswer>> service) {
        this.stream = stream;
        this.service = service;
    }

    /** Serves {@code stream}; the service is given a request and what takes its answer, from any thread. */
    static void install(StreamChannel stream, BiConsumer<DialBackRequest, Consumer<DialBackAnswer>> service) {
        stream.pipeline()
                .addLast(new ReadTimeoutHandler(TIMEOUT_SECONDS))
                .addLast(new VarintFrameDecoder(MAX_MESSAGE_BYTES))
                .addLast(VarintFrameEncoder.INSTANCE)
                .addLast(new DialBackHandler(stream, service));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
        if (asked) {
            stream.reset();
            return;
        }
        asked = true;
        service.accept(DialBackRequest.read(message), this::answer);
    }

    private void answer(DialBackAnswer answer) {
        ByteBuf message = stream.alloc().buffer();
        answer.write(message);
        stream.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        stream.reset(); // no request, or not in time
    }
}
