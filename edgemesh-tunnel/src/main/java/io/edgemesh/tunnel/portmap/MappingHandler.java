package io.edgemesh.tunnel.portmap;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.edgemesh.tunnel.portmap.NatPmp.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps ports mapped at one gateway: asks for its outside address, then for one port after the other, and begins anew at
 * half of the time that the gateway has granted. A question is repeated a few times; a gateway that does not answer, or
 * refuses, is left alone for a while.
 *
 * <p><b>Threads:</b> the channel's event loop. What does not come from the gateway, or was not asked for, is passed over.
 */
final class MappingHandler extends SimpleChannelInboundHandler<DatagramPacket> {
    static final int LIFETIME_SECONDS = 3600;
    static final long SHORTEST_RENEWAL_SECONDS = 30;
    static final long REST_SECONDS = 600;
    static final int ATTEMPTS = 5;

    private static final Logger LOGGER = LoggerFactory.getLogger(PortMapping.class);
    private static final long FIRST_PATIENCE_MILLIS = 250;

    private final InetSocketAddress gateway;
    private final List<Multiaddr> listening;
    private final RandomGenerator random;
    private final Consumer<List<Multiaddr>> onMapped;
    private final List<Multiaddr> mapped = new ArrayList<>();
    private @Nullable InetAddress outside;
    private long shortestSeconds;
    private @Nullable Future<?> timer;

    /**
     * @param listening sockets' addresses, each of which begins with an IP address and a port
     * @param onMapped  told of the addresses outside after each round; of none when the gateway does not serve
     */
    MappingHandler(
            InetSocketAddress gateway,
            List<Multiaddr> listening,
            RandomGenerator random,
            Consumer<List<Multiaddr>> onMapped) {
        this.gateway = gateway;
        this.listening = List.copyOf(listening);
        this.random = random;
        this.onMapped = onMapped;
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
        if (outside != null) {
            listening.forEach(address -> send(ctx, mapRequest(ctx, address, 0)));
        }
        return ctx.close();
    }

    private void begin(ChannelHandlerContext ctx) {
        mapped.clear();
        outside = null;
        shortestSeconds = LIFETIME_SECONDS;
        ask(ctx, 0);
    }

    /** Asks what is to be known next; again if nobody answers. */
    private void ask(ChannelHandlerContext ctx, int attempt) {
        if (attempt == ATTEMPTS) {
            fail(ctx, "no answer");
            return;
        }
        send(ctx, outside == null ? addressRequest(ctx) : mapRequest(ctx, next(), LIFETIME_SECONDS));
        after(ctx, FIRST_PATIENCE_MILLIS << attempt, () -> ask(ctx, attempt + 1));
    }

    private Multiaddr next() {
        return listening.get(mapped.size());
    }

    private static ByteBuf addressRequest(ChannelHandlerContext ctx) {
        ByteBuf request = ctx.alloc().buffer();
        NatPmp.writeAddressRequest(request);
        return request;
    }

    private static ByteBuf mapRequest(ChannelHandlerContext ctx, Multiaddr address, int seconds) {
        ByteBuf request = ctx.alloc().buffer();
        NatPmp.writeMapRequest(request, address.has(Protocol.TCP), port(address), seconds);
        return request;
    }

    static int port(Multiaddr address) {
        return Integer.parseInt(address.components().get(1).value());
    }

    private void send(ChannelHandlerContext ctx, ByteBuf request) {
        ctx.writeAndFlush(new DatagramPacket(request, gateway));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
        if (!packet.sender().equals(gateway) || mapped.size() == listening.size()) {
            return;
        }
        Answer answer = NatPmp.read(packet.content());
        if (answer instanceof Answer.Refused refused) {
            fail(ctx, "refused with code " + refused.code());
        } else if (answer instanceof Answer.Outside found && outside == null) {
            located(ctx, found.ip());
        } else if (answer instanceof Answer.Mapped granted && outside != null && isForNext(granted)) {
            granted(ctx, outside, granted);
        }
    }

    private boolean isForNext(Answer.Mapped granted) {
        return granted.tcp() == next().has(Protocol.TCP) && granted.port() == port(next());
    }

    private void located(ChannelHandlerContext ctx, InetAddress ip) {
        if (!outside(ip)) {
            fail(ctx, "it has no address outside");
            return;
        }
        outside = ip;
        ask(ctx, 0);
    }

    /** Whether a router may have this address outside. */
    static boolean outside(InetAddress ip) {
        return !ip.isAnyLocalAddress() && !ip.isLoopbackAddress() && !ip.isMulticastAddress();
    }

    private void granted(ChannelHandlerContext ctx, InetAddress ip, Answer.Mapped granted) {
        if (granted.outsidePort() == 0 || granted.seconds() == 0) {
            fail(ctx, "it granted nothing");
            return;
        }
        mapped.add(at(ip, granted.outsidePort(), next()));
        shortestSeconds = Math.min(shortestSeconds, granted.seconds());
        if (mapped.size() < listening.size()) {
            ask(ctx, 0);
        } else {
            onMapped.accept(List.copyOf(mapped));
            long half = Math.max(shortestSeconds / 2, SHORTEST_RENEWAL_SECONDS);
            after(ctx, TimeUnit.SECONDS.toMillis(half - random.nextLong(half / 4)), () -> begin(ctx));
        }
    }

    static Multiaddr at(InetAddress ip, int port, Multiaddr listening) {
        List<Multiaddr.Component> components = new ArrayList<>(listening.components());
        components.set(0, new Multiaddr.Component(Protocol.IP4, ip.getHostAddress()));
        components.set(1, new Multiaddr.Component(components.get(1).protocol(), Integer.toString(port)));
        return Multiaddr.of(components);
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
