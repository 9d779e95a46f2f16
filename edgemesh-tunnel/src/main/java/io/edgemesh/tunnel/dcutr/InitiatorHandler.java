package io.edgemesh.tunnel.dcutr;

import io.edgemesh.tunnel.PeerProtocolException;
import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Promise;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The initiator's end of a stream: tells the peer our addresses, hears the peer's, and gives the sign. */
final class InitiatorHandler extends SimpleChannelInboundHandler<PunchMessage> {
    private final StreamChannel stream;
    private final Promise<Appointment> appointment;
    private long askedNanos;

    private InitiatorHandler(StreamChannel stream, Promise<Appointment> appointment) {
        this.stream = stream;
        this.appointment = appointment;
    }

    /** Makes an appointment on {@code stream}, on its event loop. */
    static void install(StreamChannel stream, List<Multiaddr> observed, Promise<Appointment> appointment) {
        InitiatorHandler handler = new InitiatorHandler(stream, appointment);
        PunchCodec.addTo(stream);
        stream.pipeline().addLast(handler);
        handler.ask(observed);
    }

    private void ask(List<Multiaddr> observed) {
        askedNanos = stream.eventLoop().ticker().nanoTime();
        stream.writeAndFlush(new PunchMessage.Connect(observed));
        var deadline = stream.eventLoop()
                .schedule(
                        () -> fail(new PeerProtocolException("the peer did not answer")),
                        HolePunching.MESSAGE_TIMEOUT.toNanos(),
                        TimeUnit.NANOSECONDS);
        appointment.addListener(done -> deadline.cancel(false));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, PunchMessage message) {
        if (!(message instanceof PunchMessage.Connect answer)) {
            fail(new PeerProtocolException("the peer gave the sign, which was ours to give"));
            return;
        }
        long roundTrip = stream.eventLoop().ticker().nanoTime() - askedNanos;
        if (appointment.trySuccess(new Appointment(answer.addresses(), roundTrip))) {
            stream.writeAndFlush(new PunchMessage.Sync()).addListener(ChannelFutureListener.CLOSE);
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
        if (appointment.tryFailure(cause)) {
            stream.reset();
        }
    }
}
