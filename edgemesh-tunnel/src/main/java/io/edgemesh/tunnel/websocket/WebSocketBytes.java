package io.edgemesh.tunnel.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;

/** A stream of bytes on one of messages: what is written becomes a message each, what is read is their contents. */
@Sharable
final class WebSocketBytes extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {
    static final WebSocketBytes INSTANCE = new WebSocketBytes();

    private WebSocketBytes() {
        super(WebSocketFrame.class, ByteBuf.class);
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out) {
        out.add(new BinaryWebSocketFrame(bytes.retain()));
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, WebSocketFrame frame, List<Object> out) {
        out.add(frame.content().retain());
    }
}
