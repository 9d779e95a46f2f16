package io.edgemesh.tunnel.identify;

import io.edgemesh.tunnel.PeerProtocolException;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads what a peer says on one stream: large descriptions come in several messages, and end with the stream. */
final class IdentifyReader extends SimpleChannelInboundHandler<ByteBuf> {
    private static final int MAX_MESSAGES = 10;

    private final PeerId sender;
    private final Consumer<PeerInfo> onWhole;
    private PeerInfo info = PeerInfo.NONE;
    private int messages;
    private @Nullable Throwable refusal;

    IdentifyReader(PeerId sender, Consumer<PeerInfo> onWhole) {
        this.sender = sender;
        this.onWhole = onWhole;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
        if (++messages > MAX_MESSAGES) {
            throw new PeerProtocolException("identify of " + sender + " in more than " + MAX_MESSAGES + " messages");
        }
        info = info.updatedBy(IdentifyMessage.read(message, sender));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            if (messages > 0 && refusal == null) {
                onWhole.accept(info);
            }
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        refusal = cause;
        ctx.fireExceptionCaught(cause); // resets the stream
    }
}
