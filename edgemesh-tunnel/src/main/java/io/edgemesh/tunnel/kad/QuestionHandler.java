package io.edgemesh.tunnel.kad;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Promise;
import java.nio.channels.ClosedChannelException;

/** Waits for the one answer on a stream and ends it; whoever fails the promise meanwhile resets the stream. */
final class QuestionHandler extends SimpleChannelInboundHandler<KadMessage> {
    private final Promise<KadMessage> answer;

    QuestionHandler(Promise<KadMessage> answer) {
        this.answer = answer;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, KadMessage message) {
        answer.trySuccess(message);
        ctx.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            answer.tryFailure(new ClosedChannelException());
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        answer.tryFailure(new ClosedChannelException());
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        answer.tryFailure(cause);
    }
}
