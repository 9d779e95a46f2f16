package io.edgemesh.tunnel.dcutr;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The other end of a stream: hears the initiator's addresses, tells ours, and waits for the sign. */
final class ResponderHandler extends SimpleChannelInboundHandler<PunchMessage> {
    private final StreamChannel stream;
    private final List<Multiaddr> observed;
    private final Consumer<List<Multiaddr>> onSign;
    private final ScheduledFuture<?> deadline;
    private @Nullable List<Multiaddr> addresses; // of the initiator, once we know them

    private ResponderHandler(StreamChannel stream, List<Multiaddr> observed, Consumer<List<Multiaddr>> onSign) {
        this.stream = stream;
        this.observed = observed;
        this.onSign = onSign;
        deadline = stream.eventLoop()
                .schedule(stream::reset, HolePunching.MESSAGE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Serves {@code stream}, on its event loop.
     *
     * @param onSign takes the initiator's addresses at the moment of the sign
     */
    static void install(StreamChannel stream, List<Multiaddr> observed, Consumer<List<Multiaddr>> onSign) {
        PunchCodec.addTo(stream);
        stream.pipeline().addLast(new ResponderHandler(stream, observed, onSign));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, PunchMessage message) {
        if (message instanceof PunchMessage.Connect connect && addresses == null) {
            addresses = connect.addresses();
            stream.writeAndFlush(new PunchMessage.Connect(observed));
        } else if (message instanceof PunchMessage.Sync && addresses != null) {
            deadline.cancel(false);
            onSign.accept(addresses);
            stream.close();
        } else {
            stream.reset();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        deadline.cancel(false);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        stream.reset();
    }
}
