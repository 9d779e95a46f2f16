package io.edgemesh.benchmarks.libp2p;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;

/** What both ends of a benchmark speak. */
final class Protocols {
    /** Sends back what comes. */
    static final String ECHO = "/bench/echo/1.0.0";

    /** Reads to the end, then sends one byte. */
    static final String SINK = "/bench/sink/1.0.0";

    private Protocols() {}

    static void serve(Libp2pHost host) {
        host.handle(ECHO, stream -> stream.channel().pipeline().addLast(new Echo()));
        host.handle(SINK, stream -> stream.channel().pipeline().addLast(new Sink()));
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
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
    }

    private static final class Sink extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1}));
                ((StreamChannel) ctx.channel()).shutdownOutput();
            }
        }
    }
}
