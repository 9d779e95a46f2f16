package io.edgemesh.proxy.socks;

import io.edgemesh.api.dial.Forwarder;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.proxy.listen.Refusals;
import io.edgemesh.proxy.net.ReadGate;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5InitialResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5CommandType;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client from its greeting to the reply to its request.
 *
 * <pre>
 * greeting -> "no authentication" -> request: CONNECT       -> this leaves; dial -> reply -> joined with the service
 *                                             UDP ASSOCIATE -> UdpAssociation takes over
 *                                             anything else -> reply -> closed
 * </pre>
 *
 * <p>Nothing is read while dialling; what came with the request waits in a {@link ReadGate}. <b>Limits:</b> the messages
 * have a length of at most 262 bytes by their form; the handshake has its time.
 */
final class SocksHandshake extends ChannelInboundHandlerAdapter {
    private final SocksProxy proxy;
    private @Nullable ScheduledFuture<?> timeout;

    SocksHandshake(SocksProxy proxy) {
        this.proxy = proxy;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, Socks5ServerEncoder.DEFAULT);
        ctx.pipeline().addBefore(ctx.name(), null, new Socks5InitialRequestDecoder());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        timeout = ctx.executor()
                .schedule(() -> ctx.close(), proxy.handshakeTimeout().toNanos(), TimeUnit.NANOSECONDS);
        ctx.channel().config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Socks5InitialRequest greeting) {
            greet(ctx, greeting);
        } else if (message instanceof Socks5CommandRequest request) {
            serve(ctx, request);
        } else {
            ReferenceCountUtil.release(message); // beside an association the connection carries nothing
        }
    }

    private void greet(ChannelHandlerContext ctx, Socks5InitialRequest greeting) {
        if (greeting.decoderResult().isFailure()) {
            ctx.close(); // not SOCKS5 at all: there is nothing that the other side would understand
        } else if (greeting.authMethods().contains(Socks5AuthMethod.NO_AUTH)) {
            ctx.pipeline().replace(Socks5InitialRequestDecoder.class, null, new Socks5CommandRequestDecoder());
            ctx.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.NO_AUTH));
        } else {
            ctx.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.UNACCEPTED))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void serve(ChannelHandlerContext ctx, Socks5CommandRequest request) {
        stopTimeout();
        if (request.decoderResult().isFailure()) {
            refuse(ctx.channel(), Socks5CommandStatus.FAILURE);
        } else if (request.type().equals(Socks5CommandType.CONNECT)) {
            connect(ctx, request);
        } else if (request.type().equals(Socks5CommandType.UDP_ASSOCIATE)) {
            UdpAssociation.start(ctx, proxy).whenComplete((socket, failure) -> associated(ctx, socket, failure));
        } else {
            refuse(ctx.channel(), Socks5CommandStatus.COMMAND_UNSUPPORTED);
        }
    }

    private void connect(ChannelHandlerContext ctx, Socks5CommandRequest request) {
        Channel client = ctx.channel();
        client.config().setAutoRead(false);
        ctx.pipeline().replace(this, null, new ReadGate());
        proxy.router()
                .open(request.dstAddr(), request.dstPort(), Protocol.TCP, client, Map.of(), null)
                .whenComplete((upstream, failure) -> connected(client, upstream, failure));
    }

    private static void connected(Channel client, @Nullable Channel upstream, @Nullable Throwable failure) {
        if (upstream == null) {
            Refusals.log(client, failure);
            refuse(client, SocksReplies.status(failure));
            return;
        }
        client.writeAndFlush(new DefaultSocks5CommandResponse(Socks5CommandStatus.SUCCESS, Socks5AddressType.IPv4));
        Forwarder.join(client, upstream);
        client.pipeline().remove(Socks5ServerEncoder.class);
        client.pipeline().remove(Socks5CommandRequestDecoder.class);
    }

    private void associated(ChannelHandlerContext ctx, @Nullable Channel socket, @Nullable Throwable failure) {
        if (socket == null) {
            Refusals.log(ctx.channel(), failure);
            refuse(ctx.channel(), Socks5CommandStatus.FAILURE);
            return;
        }
        InetSocketAddress address = (InetSocketAddress) socket.localAddress();
        ctx.writeAndFlush(SocksReplies.success(address));
    }

    private static void refuse(Channel client, Socks5CommandStatus status) {
        client.writeAndFlush(new DefaultSocks5CommandResponse(status, Socks5AddressType.IPv4))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private void stopTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopTimeout();
    }

    /** Half a client is no client, neither before its request nor beside an association. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
