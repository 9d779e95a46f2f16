package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicChannel;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what connections hold unread within bounds, each by itself and all of the host together: the first handler of a
 * socket's pipeline.
 *
 * <p>A peer may send as much on a stream as its window allows, whether it is read or not, on as many streams as
 * {@link QuicLimits} allow. Each time that {@link #LOOKS another part} of the budget has arrived, the connections are looked
 * at; where it is exceeded, the one that holds most loses the streams that nobody reads, or itself. Event loop only.
 */
final class UnreadWatch extends ChannelInboundHandlerAdapter {
    /** How often connections are looked at while as much arrives as the budget has. */
    private static final int LOOKS = 64;

    private static final Logger LOGGER = LoggerFactory.getLogger(UnreadWatch.class);

    private final MemoryBudget budget;
    private final long share;
    private final Set<UnreadBytes> connections = new LinkedHashSet<>();
    private long arrived; // since the last look

    /**
     * Makes a watch.
     *
     * @param budget for all connections of the host
     * @param share  of it, at most, for each
     */
    UnreadWatch(MemoryBudget budget, long share) {
        this.budget = budget;
        this.share = share;
    }

    /** The watch of the socket that a connection uses. */
    static UnreadWatch of(QuicChannel channel) {
        Channel socket = channel.parent();
        return socket.pipeline().get(UnreadWatch.class);
    }

    /** Watches a connection until it is closed. */
    void add(QuicChannel channel, Traffic traffic) {
        UnreadBytes unread = new UnreadBytes(traffic, budget.share(share));
        connections.add(unread);
        channel.closeFuture().addListener(closed -> {
            connections.remove(unread);
            unread.forget();
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf packet = ((DatagramPacket) message).content();
        arrived += packet.readableBytes();
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        if (arrived > budget.limit() / LOOKS) {
            arrived = 0;
            look();
        }
    }

    private void look() {
        List<UnreadBytes> present = List.copyOf(connections);
        present.forEach(UnreadBytes::measure);
        for (UnreadBytes unread : present) {
            while (!unread.reserve()) {
                dropLargest(present);
            }
        }
    }

    private void dropLargest(List<UnreadBytes> present) {
        UnreadBytes largest = present.stream()
                .max(Comparator.comparingLong(UnreadBytes::guess))
                .orElseThrow();
        LOGGER.atWarn()
                .addKeyValue("connection", largest)
                .addKeyValue("bytes", largest.guess())
                .addKeyValue("limit", budget.limit())
                .log(
                        "too much is unread on a QUIC connection: streams that nobody reads are reset, or else it is closed");
        largest.drop();
    }
}
