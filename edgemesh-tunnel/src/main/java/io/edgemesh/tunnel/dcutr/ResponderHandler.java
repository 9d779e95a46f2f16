package io.edgemesh.tunnel.dcutr;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The other end of a stream: hears the initiator's addresses, tells ours, and waits for the sign. */
final class ResponderHandler extends SimpleChannelInboundHandler<PunchMessage> {
    private final StreamChannel stream;
    private final Supplier<List<Vantage>> vantages;
    private final BooleanSupplier patient;
    private final BiConsumer<List<Multiaddr>, List<Vantage>> onSign;
    private final ScheduledFuture<?> deadline;
    private @Nullable List<Multiaddr> addresses; // of the initiator, once we know them
    private @Nullable List<Vantage> own; // once the initiator is told

    private ResponderHandler(
            StreamChannel stream,
            Supplier<List<Vantage>> vantages,
            BooleanSupplier patient,
            BiConsumer<List<Multiaddr>, List<Vantage>> onSign) {
        this.stream = stream;
        this.vantages = vantages;
        this.patient = patient;
        this.onSign = onSign;
        deadline = stream.eventLoop()
                .schedule(stream::reset, HolePunching.MESSAGE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Serves {@code stream}, on its event loop.
     *
     * @param vantages how we look from outside; none while that is not known
     * @param patient  whether that is worth waiting for
     * @param onSign   takes the initiator's addresses and what it was told of us, at the moment of the sign
     */
    static void install(
            StreamChannel stream,
            Supplier<List<Vantage>> vantages,
            BooleanSupplier patient,
            BiConsumer<List<Multiaddr>, List<Vantage>> onSign) {
        PunchCodec.addTo(stream);
        stream.pipeline().addLast(new ResponderHandler(stream, vantages, patient, onSign));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, PunchMessage message) {
        if (message instanceof PunchMessage.Connect connect && addresses == null) {
            addresses = connect.addresses();
            answer();
        } else if (message instanceof PunchMessage.Sync && addresses != null && own != null) {
            deadline.cancel(false);
            onSign.accept(addresses, own);
            stream.close();
        } else {
            stream.reset();
        }
    }

    /** The initiator may not ask a second time, as go-libp2p does not; so it rather waits. */
    private void answer() {
        List<Vantage> known = vantages.get();
        if (!known.isEmpty()) {
            own = known;
            stream.writeAndFlush(new PunchMessage.Connect(Vantages.observed(known)));
        } else if (patient.getAsBoolean()) {
            stream.eventLoop().schedule(this::answer, HolePunching.SOON_MILLIS, TimeUnit.MILLISECONDS);
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
