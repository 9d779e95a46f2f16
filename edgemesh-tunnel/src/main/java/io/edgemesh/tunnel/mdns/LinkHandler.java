package io.edgemesh.tunnel.mdns;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks, answers and listens on one link.
 *
 * <p>Asks soon after the start, and then ever more rarely, up to every {@value #LONGEST_INTERVAL_MILLIS} ms; a question that
 * somebody else asks meanwhile counts as ours, since all hear the answers. Answers at most once a second. What comes from
 * elsewhere than the link, or is no DNS message, is passed over. <b>Threads:</b> the channel's event loop.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6762#section-5.2">RFC 6762, "Continuous Multicast DNS Querying"</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6762#section-6">RFC 6762, "Responding"</a>
 */
final class LinkHandler extends SimpleChannelInboundHandler<DatagramPacket> {
    static final long FIRST_INTERVAL_MILLIS = 1000;
    static final long LONGEST_INTERVAL_MILLIS = 120_000;
    static final long MIN_PAUSE_MILLIS = 1000;

    private static final int GROWTH = 3;
    private static final int MIN_DELAY_MILLIS = 20;
    private static final int MAX_DELAY_MILLIS = 120;

    private final Link link;
    private final Announcement announcement;
    private final RandomGenerator random;
    private final Consumer<Sighting> onSighting;
    private long intervalMillis = FIRST_INTERVAL_MILLIS;
    private @Nullable Future<?> question;
    private @Nullable Future<?> answer;
    private long lastAnswerNanos;

    LinkHandler(Link link, Announcement announcement, RandomGenerator random, Consumer<Sighting> onSighting) {
        this.link = link;
        this.announcement = announcement;
        this.random = random;
        this.onSighting = onSighting;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        lastAnswerNanos = now(ctx) - TimeUnit.MILLISECONDS.toNanos(MIN_PAUSE_MILLIS);
        answerSoon(ctx);
        askIn(ctx, delayMillis());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel(question);
        cancel(answer);
    }

    /** Takes leave of those who know this node, and closes. */
    ChannelFuture leave(ChannelHandlerContext ctx) {
        ByteBuf goodbye = ctx.alloc().buffer();
        announcement.writeGoodbye(goodbye);
        send(ctx, goodbye);
        return ctx.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
        if (packet.sender().getPort() != Link.PORT
                || !link.includes(packet.sender().getAddress())) {
            return;
        }
        DnsMessage message = DnsReader.read(packet.content());
        if (message.response()) {
            Sighting.of(message, announcement.service(), link.loopback()).forEach(onSighting);
        } else {
            asked(ctx, message);
        }
    }

    private void asked(ChannelHandlerContext ctx, DnsMessage query) {
        if (announcement.answers(query)) {
            answerSoon(ctx);
            if (query.records().isEmpty()) { // else some will not answer
                askIn(ctx, jittered(intervalMillis));
            }
        }
    }

    private void ask(ChannelHandlerContext ctx) {
        ByteBuf query = ctx.alloc().buffer();
        new DnsWriter(query, 0).question(announcement.service(), DnsRecord.PTR).end();
        send(ctx, query);
        intervalMillis = Math.min(GROWTH * intervalMillis, LONGEST_INTERVAL_MILLIS);
        askIn(ctx, jittered(intervalMillis));
    }

    private void askIn(ChannelHandlerContext ctx, long millis) {
        cancel(question);
        question = ctx.executor().schedule(() -> ask(ctx), millis, TimeUnit.MILLISECONDS);
    }

    private void answerSoon(ChannelHandlerContext ctx) {
        if (answer == null) {
            long sinceLast = TimeUnit.NANOSECONDS.toMillis(now(ctx) - lastAnswerNanos);
            long wait = Math.max(delayMillis(), MIN_PAUSE_MILLIS - sinceLast);
            answer = ctx.executor().schedule(() -> answer(ctx), wait, TimeUnit.MILLISECONDS);
        }
    }

    private void answer(ChannelHandlerContext ctx) {
        answer = null;
        lastAnswerNanos = now(ctx);
        if (!announcement.addresses().isEmpty()) {
            ByteBuf message = ctx.alloc().buffer();
            announcement.write(message);
            send(ctx, message);
        }
    }

    private void send(ChannelHandlerContext ctx, ByteBuf message) {
        ctx.writeAndFlush(new DatagramPacket(message, link.group()));
    }

    /** So that those who hear the same question do not all speak at once. */
    private long delayMillis() {
        return random.nextInt(MIN_DELAY_MILLIS, MAX_DELAY_MILLIS + 1);
    }

    private long jittered(long millis) {
        return millis / 2 + random.nextLong(millis / 2 + 1);
    }

    private static long now(ChannelHandlerContext ctx) {
        return ctx.executor().ticker().nanoTime();
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof MalformedException)) { // anybody can send that
            LanDiscovery.LOGGER
                    .atDebug()
                    .addKeyValue("link", link)
                    .addKeyValue("failure", cause.toString())
                    .log("multicast failed");
        }
    }
}
