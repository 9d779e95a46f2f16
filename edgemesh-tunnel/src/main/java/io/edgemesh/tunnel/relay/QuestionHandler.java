package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.StreamChannel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The other end of an {@link Exchange}: reads one question, and no more. If none comes in time the stream is reset; what is no
 * question is refused.
 *
 * @param <M> the messages of the protocol
 */
abstract class QuestionHandler<M> extends SimpleChannelInboundHandler<M> {
    private final StreamChannel stream;
    private final CircuitCodec<M> codec;
    private final ScheduledFuture<?> deadline;

    QuestionHandler(StreamChannel stream, CircuitCodec<M> codec, Duration timeout) {
        super(codec.messages());
        this.stream = stream;
        this.codec = codec;
        deadline = stream.eventLoop().schedule(stream::reset, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Begins to read, on the stream's event loop. */
    final void begin() {
        codec.addTo(stream);
        stream.pipeline().addLast(this);
    }

    /** Answers the question; auto-read is off. */
    abstract void answer(M question);

    /** Returns an answer that refuses. */
    abstract M refusal(RelayStatus status);

    final void answerAndClose(M answer) {
        stream.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    protected final void channelRead0(ChannelHandlerContext ctx, M question) {
        stream.config().setAutoRead(false);
        deadline.cancel(false);
        answer(question);
    }

    @Override
    public final void channelInactive(ChannelHandlerContext ctx) {
        deadline.cancel(false);
        ctx.fireChannelInactive();
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        deadline.cancel(false);
        if (cause instanceof DecoderException) {
            answerAndClose(refusal(RelayStatus.MALFORMED_MESSAGE));
        } else {
            stream.reset();
        }
    }
}
