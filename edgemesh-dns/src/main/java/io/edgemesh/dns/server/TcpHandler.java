package io.edgemesh.dns.server;

import io.edgemesh.dns.wire.MessageWriter;
import io.edgemesh.dns.wire.Query;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;

/**
 * Answers the queries of one TCP connection, each as soon as its answer is there and thus in any order (RFC 7766).
 *
 * <p>A connection that has too many queries waiting, or does not take its answers, is not read until that has changed;
 * one that is idle is closed. Buffers come framed: one message each, without its length. <b>Threads:</b> the
 * connection's event loop.
 */
final class TcpHandler extends ChannelInboundHandlerAdapter {
    private static final int MAX_WAITING = 64;
    private static final int LENGTH_BYTES = 2;

    private final Responder responder;
    private int waiting;

    TcpHandler(Responder responder) {
        this.responder = responder;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        ByteBuf message = (ByteBuf) received;
        try {
            Workspace workspace = responder.workspace();
            switch (responder.answerNow(message, true, workspace)) {
                case ANSWERED -> send(ctx, workspace.answer);
                case LATER -> answerLater(ctx, workspace.query.copy());
                default -> ctx.close(); // nothing that comes after it could be trusted to be a query
            }
        } finally {
            message.release();
        }
    }

    private static void send(ChannelHandlerContext ctx, MessageWriter answer) {
        ByteBuf framed = ctx.alloc().ioBuffer(LENGTH_BYTES + answer.length());
        answer.copyTo(framed.writeShort(answer.length()));
        ctx.write(framed, ctx.voidPromise());
    }

    private void answerLater(ChannelHandlerContext ctx, Query query) {
        waiting++;
        readOrWait(ctx);
        responder
                .answerLater(query, MessageWriter.MAX_LENGTH)
                .thenAcceptAsync(answer -> onAnswer(ctx, answer), ctx.executor());
    }

    private void onAnswer(ChannelHandlerContext ctx, byte[] answer) {
        waiting--;
        readOrWait(ctx);
        ByteBuf framed = ctx.alloc().ioBuffer(LENGTH_BYTES + answer.length);
        ctx.writeAndFlush(framed.writeShort(answer.length).writeBytes(answer), ctx.voidPromise());
    }

    private void readOrWait(ChannelHandlerContext ctx) {
        ctx.channel()
                .config()
                .setAutoRead(waiting < MAX_WAITING && ctx.channel().isWritable());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        readOrWait(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent && waiting == 0) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
