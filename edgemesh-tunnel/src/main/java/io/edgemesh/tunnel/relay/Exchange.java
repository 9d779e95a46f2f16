package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.host.Connection;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One question and its answer on a new stream, which may become a circuit.
 *
 * <p>With the answer the codec goes and auto-read is off; what came after the answer is kept until the stream is read. If
 * there is no answer in time the stream is reset.
 *
 * @param <M> the messages of the protocol
 */
final class Exchange<M> extends SimpleChannelInboundHandler<M> {
    private final StreamChannel stream;
    private final CircuitCodec<M> codec;
    private final Promise<Answer<M>> result;
    private final ScheduledFuture<?> deadline;

    /** What the other side said, and the stream to go on with. */
    record Answer<M>(M message, StreamChannel stream) {}

    private Exchange(StreamChannel stream, CircuitCodec<M> codec, Duration timeout, Promise<Answer<M>> result) {
        super(codec.messages());
        this.stream = stream;
        this.codec = codec;
        this.result = result;
        deadline = stream.eventLoop()
                .schedule(
                        () -> fail(new TimeoutException("no answer within " + timeout.toMillis() + " ms")),
                        timeout.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    /** Asks {@code question} on a new stream of {@code connection}. From any thread; answers on its event loop. */
    static <M> Future<Answer<M>> ask(
            Connection connection, String protocolId, CircuitCodec<M> codec, M question, Duration timeout) {
        Promise<Answer<M>> result = connection.eventLoop().newPromise();
        connection
                .openStream(
                        List.of(protocolId),
                        stream -> new Exchange<>(stream.channel(), codec, timeout, result).begin(question))
                .addListener(opened -> {
                    if (!opened.isSuccess()) {
                        result.tryFailure(opened.cause());
                    }
                });
        return result;
    }

    private void begin(M question) {
        codec.addTo(stream);
        stream.pipeline().addLast(this);
        stream.writeAndFlush(question).addListener(written -> {
            if (!written.isSuccess()) {
                fail(written.cause());
            }
        });
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, M message) {
        stream.config().setAutoRead(false);
        deadline.cancel(false);
        stream.pipeline().remove(this);
        codec.removeFrom(stream);
        if (!result.trySuccess(new Answer<>(message, stream))) {
            stream.reset();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(new ClosedChannelException());
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause);
    }

    private void fail(Throwable cause) {
        deadline.cancel(false);
        if (result.tryFailure(cause)) {
            stream.reset();
        }
    }
}
