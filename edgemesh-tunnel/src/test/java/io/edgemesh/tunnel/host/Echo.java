package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.StreamChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A protocol that sends back what it gets, and ends when the other side does. */
public final class Echo {
    public static final String ID = "/test/echo/1.0.0";

    private Echo() {}

    public static void serve(NegotiatedStream stream) {
        stream.channel().pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ctx.write(message);
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext ctx) {
                ctx.flush();
            }

            @Override
            public void channelWritabilityChanged(ChannelHandlerContext ctx) {
                ctx.channel().config().setAutoRead(ctx.channel().isWritable());
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                if (event instanceof ChannelInputShutdownEvent) {
                    ((StreamChannel) ctx.channel()).shutdownOutput();
                }
            }
        });
    }

    /** Sends all of it on a new stream, ends that direction, and returns what comes back. */
    public static byte[] ask(Connection connection, String protocolId, byte[] bytes) throws Exception {
        Answer answer = new Answer();
        StreamChannel stream = connection
                .openStream(
                        List.of(protocolId),
                        opened -> opened.channel().pipeline().addLast(answer))
                .get(60, TimeUnit.SECONDS)
                .channel();
        stream.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        stream.shutdownOutput();
        return answer.whole().get(60, TimeUnit.SECONDS);
    }

    public static String ask(Connection connection, String text) throws Exception {
        return new String(ask(connection, ID, text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    /** Collects everything up to the other side's end; fails with what fails the stream. */
    public static final class Answer extends ChannelInboundHandlerAdapter {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

        public CompletableFuture<byte[]> whole() {
            return whole;
        }

        public CompletableFuture<String> text() {
            return whole.thenApply(all -> new String(all, StandardCharsets.UTF_8));
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
            ByteBuf part = (ByteBuf) message;
            part.readBytes(bytes, part.readableBytes());
            part.release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                whole.complete(bytes.toByteArray());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            whole.completeExceptionally(cause);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            whole.completeExceptionally(new IllegalStateException("stream closed without an end"));
        }
    }
}
