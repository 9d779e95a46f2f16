package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** The target's end of a stop stream: takes the circuit that a relay offers. */
final class StopHandler extends SimpleChannelInboundHandler<StopMessage> {
    private final StreamChannel stream;
    private final BiConsumer<PeerId, StreamChannel> circuits;
    private final StopCodec codec = new StopCodec();
    private final ScheduledFuture<?> deadline;

    private StopHandler(StreamChannel stream, Duration timeout, BiConsumer<PeerId, StreamChannel> circuits) {
        this.stream = stream;
        this.circuits = circuits;
        deadline = stream.eventLoop().schedule(stream::reset, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Serves {@code stream}, on its event loop.
     *
     * @param circuits takes the stream once it is the circuit from a peer, with auto-read off
     */
    static void serve(StreamChannel stream, Duration timeout, BiConsumer<PeerId, StreamChannel> circuits) {
        StopHandler handler = new StopHandler(stream, timeout, circuits);
        handler.codec.addTo(stream);
        stream.pipeline().addLast(handler);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, StopMessage message) {
        stream.config().setAutoRead(false);
        deadline.cancel(false);
        if (message instanceof StopMessage.Connect offer) {
            stream.writeAndFlush(new StopMessage.Status(RelayStatus.OK));
            stream.pipeline().remove(this);
            codec.removeFrom(stream);
            circuits.accept(offer.source(), stream);
        } else {
            answerAndClose(RelayStatus.UNEXPECTED_MESSAGE);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        deadline.cancel(false);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        deadline.cancel(false);
        if (cause instanceof DecoderException) {
            answerAndClose(RelayStatus.MALFORMED_MESSAGE);
        } else {
            stream.reset();
        }
    }

    private void answerAndClose(RelayStatus status) {
        stream.writeAndFlush(new StopMessage.Status(status)).addListener(ChannelFutureListener.CLOSE);
    }
}
