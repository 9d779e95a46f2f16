package io.edgemesh.proxy.forward;

import io.edgemesh.api.dial.ServiceAddress;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.proxy.listen.Refusals;
import io.edgemesh.proxy.listen.Router;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Map;

/** Leads one client to the service. */
final class TcpForward extends ChannelInboundHandlerAdapter {
    private final ServiceAddress service;
    private final Router router;

    TcpForward(ServiceAddress service, Router router) {
        this.service = service;
        this.router = router;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Channel client = ctx.channel();
        EarlyFeed feed = new EarlyFeed();
        ctx.pipeline().replace(this, null, feed);
        router.open(service, Protocol.TCP, client, Map.of(), feed.data()).whenComplete((upstream, failure) -> {
            if (upstream == null) {
                Refusals.reset(client, failure);
            } else {
                feed.join(client, upstream);
            }
        });
    }
}
