package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.StreamChannel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves the questions that come on one stream, one after another, until the peer ends it.
 *
 * <p>A peer that does not read our answers is not read either. One that asks what cannot be answered, or nothing for
 * {@value #IDLE_SECONDS} s, has its stream reset.
 */
final class AnswerHandler extends SimpleChannelInboundHandler<KadMessage> {
    private static final int IDLE_SECONDS = 60;

    private final StreamChannel stream;
    private final Function<KadMessage, @Nullable KadMessage> answers;

    private AnswerHandler(StreamChannel stream, Function<KadMessage, @Nullable KadMessage> answers) {
        this.stream = stream;
        this.answers = answers;
    }

    /** Serves a stream; the function is asked on its event loop, and may throw or have no answer. */
    static void install(StreamChannel stream, Function<KadMessage, @Nullable KadMessage> answers) {
        stream.pipeline().addLast(new ReadTimeoutHandler(IDLE_SECONDS));
        KadCodec.addTo(stream, KadCodec.MAX_QUESTION_BYTES);
        stream.pipeline().addLast(new AnswerHandler(stream, answers));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, KadMessage question) {
        KadMessage answer = answers.apply(question);
        if (answer != null) {
            ctx.writeAndFlush(answer);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        stream.config().setAutoRead(stream.isWritable());
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        stream.reset();
    }
}
