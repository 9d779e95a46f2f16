package io.edgemesh.tunnel.kad;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Promise;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the one answer on a stream, or for its end where there is to be none, and ends it; whoever fails the promise
 * meanwhile resets the stream.
 */
final class QuestionHandler extends SimpleChannelInboundHandler<KadMessage> {
    private final Promise<KadMessage> answer;
    private final @Nullable KadMessage atEnd;

    /** @param atEnd stands for the answer if the peer ends the stream without one; {@code null}: that is a failure */
    QuestionHandler(Promise<KadMessage> answer, @Nullable KadMessage atEnd) {
        this.answer = answer;
        this.atEnd = atEnd;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, KadMessage message) {
        answer.trySuccess(message);
        ctx.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            if (atEnd != null) {
                answer.trySuccess(atEnd);
            }
            ended();
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended();
        ctx.fireChannelInactive();
    }

    private void ended() {
        answer.tryFailure(new ClosedChannelException());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        answer.tryFailure(cause);
    }
}
