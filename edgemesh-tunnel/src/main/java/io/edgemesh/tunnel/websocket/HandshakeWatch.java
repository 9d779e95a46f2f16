package io.edgemesh.tunnel.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.ServerHandshakeStateEvent;
import java.util.function.Consumer;

/**
 * Waits for the end of the WebSocket handshake, makes the channel one of bytes, and gives way. On failure, and when the
 * channel closes before, it says why and closes.
 */
final class HandshakeWatch extends ChannelInboundHandlerAdapter {
    private final Consumer<Channel> done;
    private final Consumer<String> failed;

    HandshakeWatch(Consumer<Channel> done, Consumer<String> failed) {
        this.done = done;
        this.failed = failed;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE || event instanceof HandshakeComplete) {
            ctx.pipeline().replace(this, null, WebSocketBytes.INSTANCE);
            done.accept(ctx.channel());
        } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT
                || event == ServerHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
            fail(ctx, "the peer did not complete it in time");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, String.valueOf(cause.getMessage()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, "the peer closed the connection");
        ctx.fireChannelInactive();
    }

    private void fail(ChannelHandlerContext ctx, String reason) {
        failed.accept(reason);
        ctx.close();
    }
}
