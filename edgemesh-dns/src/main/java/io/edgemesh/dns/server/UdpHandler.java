package io.edgemesh.dns.server;

import io.edgemesh.dns.wire.MessageWriter;
import io.edgemesh.dns.wire.Query;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the datagrams of one socket.
 *
 * <p>Answers are written as they come and sent when the socket has been read empty, so that a transport which can send
 * several at once does. <b>Threads:</b> the socket's event loop.
 */
final class UdpHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOGGER = LoggerFactory.getLogger(UdpHandler.class);

    private final Responder responder;
    private final ClientLimit limit;
    private final Ticker ticker;
    private boolean unflushed;

    UdpHandler(Responder responder, ClientLimit limit, Ticker ticker) {
        this.responder = responder;
        this.limit = limit;
        this.ticker = ticker;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        DatagramPacket packet = (DatagramPacket) received;
        try {
            answer(ctx, packet);
        } finally {
            packet.release();
        }
    }

    private void answer(ChannelHandlerContext ctx, DatagramPacket packet) {
        Workspace workspace = responder.workspace();
        InetSocketAddress client = packet.sender();
        switch (limit.count(client.getAddress(), ticker)) {
            case ANSWER -> answer(ctx, packet.content(), client, workspace);
            case TRUNCATE -> {
                if (responder.answerTruncated(packet.content(), workspace)) {
                    send(ctx, workspace.answer, client);
                }
            }
            case DROP -> responder.onLimited();
        }
    }

    private void answer(ChannelHandlerContext ctx, ByteBuf message, InetSocketAddress client, Workspace workspace) {
        switch (responder.answerNow(message, false, workspace)) {
            case ANSWERED -> send(ctx, workspace.answer, client);
            case LATER -> answerLater(ctx, workspace.query.copy(), client);
            case DROPPED -> {}
        }
    }

    private void send(ChannelHandlerContext ctx, MessageWriter answer, InetSocketAddress client) {
        ByteBuf message = ctx.alloc().ioBuffer(answer.length());
        answer.copyTo(message);
        ctx.write(new DatagramPacket(message, client), ctx.voidPromise());
        unflushed = true;
    }

    private void answerLater(ChannelHandlerContext ctx, Query query, InetSocketAddress client) {
        responder
                .answerLater(query, Responder.maxLength(query, false))
                .thenAccept(answer -> ctx.writeAndFlush(
                        new DatagramPacket(Unpooled.wrappedBuffer(answer), client), ctx.voidPromise()));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (unflushed) {
            unflushed = false;
            ctx.flush();
        }
    }

    /** What one datagram does, such as an unreachable client, is no reason to stop. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOGGER.atDebug().setCause(cause).log("a DNS answer could not be sent");
    }
}
