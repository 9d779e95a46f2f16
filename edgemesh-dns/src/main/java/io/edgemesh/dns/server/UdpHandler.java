package io.edgemesh.dns.server;

import io.edgemesh.dns.wire.MessageWriter;
import io.edgemesh.dns.wire.Query;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
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

    private static final int MAX_WAITING = 10_000;

    private final Responder responder;
    private final ClientLimit limit;
    private final Ticker ticker;
    private boolean unflushed;
    private int waiting;

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
        switch (limit.count(packet.sender().getAddress(), ticker)) {
            case ANSWER -> answer(ctx, packet, workspace);
            case TRUNCATE -> {
                if (responder.answerTruncated(packet.content(), workspace)) {
                    send(ctx, packet, workspace.answer);
                }
            }
            case DROP -> responder.onLimited();
        }
    }

    private void answer(ChannelHandlerContext ctx, DatagramPacket packet, Workspace workspace) {
        switch (responder.answerNow(packet.content(), false, workspace)) {
            case ANSWERED -> send(ctx, packet, workspace.answer);
            case LATER -> answerLater(ctx, workspace.query, packet.sender());
            case DROPPED -> {}
        }
    }

    /** Where there is room for it, the answer takes the place of the query: that spares a buffer, and NIO a view of it. */
    private void send(ChannelHandlerContext ctx, DatagramPacket packet, MessageWriter answer) {
        ByteBuf content = packet.content();
        ByteBuf message = content.capacity() < answer.length()
                ? ctx.alloc().ioBuffer(answer.length())
                : content.retain().clear();
        answer.copyTo(message);
        send(ctx, message, packet.sender());
    }

    /** A socket whose buffer is full drops answers; clients ask again. */
    private void send(ChannelHandlerContext ctx, ByteBuf message, InetSocketAddress client) {
        if (!ctx.channel().isWritable()) {
            ctx.flush();
        }
        if (ctx.channel().isWritable()) {
            ctx.write(new DatagramPacket(message, client), ctx.voidPromise());
            unflushed = true;
        } else {
            message.release();
        }
    }

    private void answerLater(ChannelHandlerContext ctx, Query query, InetSocketAddress client) {
        if (waiting == MAX_WAITING) {
            responder.onLimited();
            return;
        }
        waiting++;
        Query kept = query.copy();
        responder
                .answerLater(kept, Responder.maxLength(kept, false))
                .thenAcceptAsync(answer -> onAnswer(ctx, answer, client), ctx.executor());
    }

    private void onAnswer(ChannelHandlerContext ctx, byte[] answer, InetSocketAddress client) {
        waiting--;
        send(ctx, Unpooled.wrappedBuffer(answer), client);
        channelReadComplete(ctx);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (unflushed) {
            unflushed = false;
            ctx.flush();
        }
    }

    /** What one datagram does, such as a client that has gone, is no reason to stop. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOGGER.atDebug().setCause(cause).log("a DNS answer could not be sent");
        } else {
            LOGGER.atError().setCause(cause).log("a DNS query has met a bug");
        }
    }
}
