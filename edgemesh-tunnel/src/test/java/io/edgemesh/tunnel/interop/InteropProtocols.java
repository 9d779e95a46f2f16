package io.edgemesh.tunnel.interop;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.host.Echo;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.ping.Ping;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Our side of the protocols that all peers of the interoperability tests serve. */
public final class InteropProtocols {
    public static final String ECHO = "/edgemesh/interop/echo/1.0.0";
    static final String SINK = "/edgemesh/interop/sink/1.0.0";
    static final String SOURCE = "/edgemesh/interop/source/1.0.0";
    static final String RESET = "/edgemesh/interop/reset/1.0.0";

    private InteropProtocols() {}

    static void serve(Libp2pHost host) {
        Ping.serve(host);
        host.handle(ECHO, Echo::serve);
        host.handle(SINK, stream -> stream.channel().pipeline().addLast(new SinkHandler()));
        host.handle(RESET, stream -> stream.channel().pipeline().addLast(new ResetHandler()));
        host.handle(SOURCE, stream -> stream.channel().pipeline().addLast(new SourceHandler()));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers the end of its input with the digest of all of it. */
    private static final class SinkHandler extends ChannelInboundHandlerAdapter {
        private final MessageDigest digest = sha256();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf part = (ByteBuf) message;
            digest.update(part.nioBuffer());
            part.release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(digest.digest()));
                ((StreamChannel) ctx.channel()).shutdownOutput();
            }
        }
    }

    /** Sends as many bytes as it is asked for in eight bytes. */
    private static final class SourceHandler extends ChannelInboundHandlerAdapter {
        private final ByteBuf asked = Unpooled.buffer(8, 8);

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf part = (ByteBuf) message;
            asked.writeBytes(part, Math.min(part.readableBytes(), asked.writableBytes()));
            part.release();
            if (!asked.isWritable()) {
                ctx.pipeline().replace(this, null, new Sender(asked.readLong()));
            }
        }
    }

    /** Resets the stream at the first byte. */
    private static final class ResetHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ((ByteBuf) message).release();
            ((StreamChannel) ctx.channel()).reset();
        }
    }
}
