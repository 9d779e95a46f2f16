package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.host.Connection;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The relay's end of a hop stream: reads the one request and lets the relay answer it. */
final class HopHandler extends SimpleChannelInboundHandler<HopMessage> {
    private final RelayService relay;
    private final Connection connection;
    private final StreamChannel stream;
    private final HopCodec codec = new HopCodec();
    private final ScheduledFuture<?> deadline;

    private HopHandler(RelayService relay, Connection connection, StreamChannel stream) {
        this.relay = relay;
        this.connection = connection;
        this.stream = stream;
        deadline = stream.eventLoop()
                .schedule(stream::reset, relay.config().timeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Serves {@code stream}, on its event loop. */
    static void serve(RelayService relay, Connection connection, StreamChannel stream) {
        HopHandler handler = new HopHandler(relay, connection, stream);
        handler.codec.addTo(stream);
        stream.pipeline().addLast(handler);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HopMessage message) {
        stream.config().setAutoRead(false);
        deadline.cancel(false);
        if (message instanceof HopMessage.Reserve) {
            answerAndClose(relay.reserve(connection));
        } else if (message instanceof HopMessage.Connect connect) {
            stream.pipeline().remove(this);
            relay.open(new CircuitRequest(connection, stream, codec, connect.target()));
        } else {
            answerAndClose(relay.refusal(RelayStatus.UNEXPECTED_MESSAGE));
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
            answerAndClose(relay.refusal(RelayStatus.MALFORMED_MESSAGE));
        } else {
            stream.reset();
        }
    }

    private void answerAndClose(HopMessage.Status answer) {
        stream.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }
}
