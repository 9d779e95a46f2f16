package io.edgemesh.tunnel.multistream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.List;

/** The side that offers: greeting and first offer together, the next offer after each "na". */
final class Dialling extends Negotiation {
    private final List<String> offers;
    private int current;

    Dialling(List<String> offers, NegotiationListener listener, Duration timeout) {
        super(listener, timeout);
        this.offers = List.copyOf(offers);
        if (offers.isEmpty()) {
            throw new IllegalArgumentException("offers: none (expected: at least one protocol)");
        }
    }

    /** Not flushed at once: what the application writes in the same breath leaves in the same frame. */
    @Override
    void begin(ChannelHandlerContext ctx) {
        ByteBuf out = ctx.alloc().buffer();
        Message.write(out, Message.GREETING);
        Message.write(out, offers.get(0));
        ctx.write(out);
        ctx.executor().execute(ctx::flush);
    }

    @Override
    void onMessage(ChannelHandlerContext ctx, String message) {
        if (message.equals(offers.get(current))) {
            agree(ctx, message);
        } else if (!message.equals(Message.NOT_AVAILABLE)) {
            throw new MultistreamProtocolException(
                    "peer answered " + Message.printable(message) + " to the offer of " + offers.get(current));
        } else if (++current == offers.size()) {
            fail(ctx, NoCommonProtocolException.refusedByPeer(offers));
        } else {
            ByteBuf out = ctx.alloc().buffer();
            Message.write(out, offers.get(current));
            ctx.writeAndFlush(out);
        }
    }

    @Override
    String state() {
        return "offered " + offers.subList(0, Math.min(offers.size(), current + 1));
    }
}
