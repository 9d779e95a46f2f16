package io.edgemesh.tunnel.multistream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The side that chooses: answers each offer with itself or with "na". A request to list protocols is answered "na" too. */
final class Listening extends Negotiation {
    private static final int MAX_OFFERS = 32;

    private final Predicate<String> supported;
    private final boolean greetFirst;
    private final List<String> asked = new ArrayList<>(1);
    private boolean greetingSent;

    Listening(Predicate<String> supported, boolean greetFirst, NegotiationListener listener, Duration timeout) {
        super(listener, timeout);
        this.supported = supported;
        this.greetFirst = greetFirst;
    }

    @Override
    void begin(ChannelHandlerContext ctx) {
        if (greetFirst) {
            ctx.writeAndFlush(greeting(ctx));
        }
    }

    @Override
    void onMessage(ChannelHandlerContext ctx, String message) {
        boolean chosen = supported.test(message);
        ByteBuf out = greeting(ctx);
        Message.write(out, chosen ? message : Message.NOT_AVAILABLE);
        if (chosen) {
            ctx.write(out);
            ctx.executor().execute(ctx::flush); // together with what the protocol answers at once
            agree(ctx, message);
        } else {
            ctx.writeAndFlush(out);
            asked.add(message);
            if (asked.size() == MAX_OFFERS) {
                fail(ctx, NoCommonProtocolException.refusedByUs(asked));
            }
        }
    }

    @Override
    String state() {
        return "peer asked for " + asked;
    }

    private ByteBuf greeting(ChannelHandlerContext ctx) {
        ByteBuf out = ctx.alloc().buffer();
        if (!greetingSent) {
            greetingSent = true;
            Message.write(out, Message.GREETING);
        }
        return out;
    }
}
