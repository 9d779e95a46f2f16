package io.edgemesh.tunnel.autonat;

import io.edgemesh.tunnel.PeerProtocolException;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.VarintFrameDecoder;
import io.edgemesh.tunnel.multiformats.VarintFrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;

/** Asks a peer to dial us back: writes the one request of a stream and reads the one answer. */
final class AutoNatClient extends SimpleChannelInboundHandler<ByteBuf> {
    private final Promise<DialBackAnswer> promise;

    private AutoNatClient(Promise<DialBackAnswer> promise) {
        this.promise = promise;
    }

    /**
     * Asks the peer at the other end.
     *
     * @param self      who we are
     * @param addresses where we listen
     * @return fails with what ended the stream, within {@value DialBackHandler#TIMEOUT_SECONDS} s
     */
    static Future<DialBackAnswer> ask(Connection connection, PeerId self, List<Multiaddr> addresses) {
        Promise<DialBackAnswer> promise = connection.eventLoop().newPromise();
        connection
                .openStream(List.of(AutoNatService.PROTOCOL_ID), stream -> {
                    ByteBuf request = stream.channel().alloc().buffer();
                    new DialBackRequest(self, addresses).write(request);
                    stream.channel()
                            .pipeline()
                            .addLast(new ReadTimeoutHandler(DialBackHandler.TIMEOUT_SECONDS))
                            .addLast(new VarintFrameDecoder(DialBackHandler.MAX_MESSAGE_BYTES))
                            .addLast(VarintFrameEncoder.INSTANCE)
                            .addLast(new AutoNatClient(promise));
                    stream.channel().writeAndFlush(request);
                })
                .addListener(opened -> {
                    if (!opened.isSuccess()) {
                        promise.tryFailure(opened.cause());
                    }
                });
        return promise;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
        promise.trySuccess(DialBackAnswer.read(message));
        ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        promise.tryFailure(cause);
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        promise.tryFailure(new PeerProtocolException("peer closed the stream without saying whether it reaches us"));
    }
}
