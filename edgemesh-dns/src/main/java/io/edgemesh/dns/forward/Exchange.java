package io.edgemesh.dns.forward;

import io.edgemesh.api.net.Network;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends one query to one server and waits for its answer: over UDP, and over TCP if that answer is truncated.
 *
 * <p>Each exchange has a socket of its own, so its port is one that the system chose for it alone. What does not answer
 * the query is passed over as if it had not come.
 */
final class Exchange {
    private static final int MAX_MESSAGE = 0xffff;
    private static final int LENGTH_BYTES = 2;
    private static final int QUERY_CAPACITY = 512;

    private final Network network;
    private final EventLoop loop;
    private final Upstream upstream;
    private final OutgoingQuery query;
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

    private Exchange(Network network, EventLoop loop, Upstream upstream, OutgoingQuery query) {
        this.network = network;
        this.loop = loop;
        this.upstream = upstream;
        this.query = query;
    }

    /** Returns the message of the answer, completed on the loop; fails once the time is over. */
    static CompletableFuture<byte[]> ask(
            Network network, EventLoop loop, Upstream upstream, OutgoingQuery query, Duration timeout) {
        Exchange exchange = new Exchange(network, loop, upstream, query);
        exchange.start(timeout);
        return exchange.answer;
    }

    private void start(Duration timeout) {
        var timer = loop.schedule(
                () -> fail("did not answer within " + timeout.toMillis() + " ms"),
                timeout.toNanos(),
                TimeUnit.NANOSECONDS);
        answer.whenComplete((message, failure) -> timer.cancel(false));
        connect(network.datagramChannels(), new Datagrams());
    }

    private void connect(ChannelFactory<? extends Channel> channels, ChannelInboundHandlerAdapter handler) {
        Bootstrap bootstrap = new Bootstrap();
        bootstrap.group(loop).channelFactory(channels::newChannel).handler(handler);
        bootstrap.connect(upstream.address()).addListener(connected -> {
            if (!connected.isSuccess()) {
                fail("cannot be reached: " + connected.cause());
            }
        });
    }

    private void fail(String reason) {
        answer.completeExceptionally(new ResolutionException("name server " + upstream + ' ' + reason));
    }

    /** Closes its channel when the exchange is over, and ends it with whatever goes wrong. */
    private abstract class AnswerHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            answer.whenComplete((message, failure) -> ctx.close());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            fail("cannot be reached: " + cause);
        }
    }

    private final class Datagrams extends AnswerHandler {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ByteBuf message = ctx.alloc().ioBuffer(QUERY_CAPACITY);
            query.writeTo(message);
            ctx.writeAndFlush(message).addListener(sent -> {
                if (!sent.isSuccess()) {
                    fail("cannot be reached: " + sent.cause());
                }
            });
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object received) {
            try {
                ByteBuf message = ((DatagramPacket) received).content();
                if (!query.isAnswer(message)) {
                    return;
                }
                if (OutgoingQuery.isTruncated(message)) {
                    ctx.close();
                    connect(network.streamChannels(), new StreamStart());
                } else {
                    answer.complete(ByteBufUtil.getBytes(message));
                }
            } finally {
                ReferenceCountUtil.release(received);
            }
        }
    }

    private final class StreamStart extends AnswerHandler {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.pipeline()
                    .addFirst(new LengthFieldBasedFrameDecoder(
                            MAX_MESSAGE + LENGTH_BYTES, 0, LENGTH_BYTES, 0, LENGTH_BYTES));
            ByteBuf message = ctx.alloc().ioBuffer(QUERY_CAPACITY).writeShort(0);
            query.writeTo(message);
            message.setShort(0, message.readableBytes() - LENGTH_BYTES);
            ctx.writeAndFlush(message);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object received) {
            ByteBuf message = (ByteBuf) received;
            try {
                if (query.isAnswer(message)) {
                    answer.complete(ByteBufUtil.getBytes(message));
                } else {
                    fail("answered another question over TCP");
                }
            } finally {
                message.release();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            fail("closed the connection without an answer");
        }
    }
}
