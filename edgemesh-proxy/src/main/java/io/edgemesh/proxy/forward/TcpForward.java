package io.edgemesh.proxy.forward;

import io.edgemesh.api.dial.Forwarder;
import io.edgemesh.api.dial.ServiceAddress;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.proxy.listen.Refusals;
import io.edgemesh.proxy.listen.Router;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Leads one client to the service; removes itself once the two are joined. */
final class TcpForward extends ChannelInboundHandlerAdapter {
    private final ServiceAddress service;
    private final Router router;

    TcpForward(ServiceAddress service, Router router) {
        this.service = service;
        this.router = router;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        router.open(service, Protocol.TCP, ctx.channel(), Map.of())
                .whenComplete((upstream, failure) -> answer(ctx, upstream, failure));
    }

    private static void answer(ChannelHandlerContext ctx, @Nullable Channel upstream, @Nullable Throwable failure) {
        if (upstream == null) {
            Refusals.reset(ctx.channel(), failure);
            return;
        }
        ctx.pipeline().remove(TcpForward.class);
        Forwarder.join(ctx.channel(), upstream);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
