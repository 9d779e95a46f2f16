package io.edgemesh.tunnel.portmap;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.portmap.NatPmp.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps ports mapped at one gateway by NAT-PMP, one {@link MappingRound} after the other: the next begins at half of the time
 * that the gateway has granted. A question is repeated a few times; a gateway that does not answer, or refuses, is left alone
 * for a while.
 *
 * <p><b>Threads:</b> the channel's event loop. What does not come from the gateway, or was not asked for, is passed over.
 */
final class MappingHandler extends SimpleChannelInboundHandler<DatagramPacket> {
    static final long SHORTEST_RENEWAL_SECONDS = 30;
    static final long REST_SECONDS = 600;
    static final int ATTEMPTS = 5;

    private static final Logger LOGGER = LoggerFactory.getLogger(PortMapping.class);
    private static final long FIRST_PATIENCE_MILLIS = 250;

    private final InetSocketAddress gateway;
    private final List<ListeningPort> listening;
    private final RandomGenerator random;
    private final Consumer<List<Multiaddr>> onMapped;
    private MappingRound round;
    private @Nullable Future<?> timer;

    /** @param onMapped told of the addresses outside after each round; of none when the gateway does not serve */
    MappingHandler(
            InetSocketAddress gateway,
            List<ListeningPort> listening,
            RandomGenerator random,
            Consumer<List<Multiaddr>> onMapped) {
        this.gateway = gateway;
        this.listening = List.copyOf(listening);
        this.random = random;
        this.onMapped = onMapped;
        this.round = new MappingRound(this.listening);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        begin(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancelTimer();
    }

    /** Ends the mappings, as far as one packet each gets through, and closes. */
    ChannelFuture leave(ChannelHandlerContext ctx) {
        if (round.mappedAny()) {
            listening.forEach(port -> send(ctx, out -> NatPmp.writeMapRequest(out, port.tcp(), port.number(), 0)));
        }
        return ctx.close();
    }

    private void begin(ChannelHandlerContext ctx) {
        round = new MappingRound(listening);
        ask(ctx, 0);
    }

    /** Asks what is to be known next; again if nobody answers. */
    private void ask(ChannelHandlerContext ctx, int attempt) {
        if (attempt == ATTEMPTS) {
            fail(ctx, "no answer");
            return;
        }
        send(ctx, round::writeQuestion);
        after(ctx, FIRST_PATIENCE_MILLIS << attempt, () -> ask(ctx, attempt + 1));
    }

    private void send(ChannelHandlerContext ctx, Consumer<ByteBuf> writer) {
        ByteBuf request = ctx.alloc().buffer();
        writer.accept(request);
        ctx.writeAndFlush(new DatagramPacket(request, gateway));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
        if (!packet.sender().equals(gateway) || round.complete()) {
            return;
        }
        Answer answer = NatPmp.read(packet.content());
        if (answer != null && round.isAnsweredBy(answer)) {
            answered(ctx, round.take(answer));
        }
    }

    private void answered(ChannelHandlerContext ctx, @Nullable String problem) {
        if (problem != null) {
            fail(ctx, problem);
        } else if (round.complete()) {
            onMapped.accept(round.mapped());
            long half = Math.max(round.seconds() / 2, SHORTEST_RENEWAL_SECONDS);
            after(ctx, TimeUnit.SECONDS.toMillis(half - random.nextLong(half / 4)), () -> begin(ctx));
        } else {
            ask(ctx, 0);
        }
    }

    private void fail(ChannelHandlerContext ctx, String reason) {
        LOGGER.atDebug()
                .addKeyValue("gateway", gateway)
                .addKeyValue("reason", reason)
                .log("the gateway maps no port to this node");
        onMapped.accept(List.of());
        after(ctx, TimeUnit.SECONDS.toMillis(REST_SECONDS - random.nextLong(REST_SECONDS / 4)), () -> begin(ctx));
    }

    private void after(ChannelHandlerContext ctx, long millis, Runnable task) {
        cancelTimer();
        timer = ctx.executor().schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOGGER.atDebug()
                .addKeyValue("gateway", gateway)
                .addKeyValue("failure", cause.toString())
                .log("gateway failed");
    }
}
