package io.edgemesh.proxy.http;

import io.edgemesh.api.dial.Forwarder;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.proxy.listen.Refusals;
import io.edgemesh.proxy.listen.Router;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What follows HTTP on a connection: bytes that the proxy does not look into. */
final class Tunnel {
    private Tunnel() {}

    /** Serves a CONNECT request whose end has been read. From here on the client's bytes are the target's. */
    static void connect(ClientHandler handler, Channel client, Router router, String authority) {
        RequestTarget target = RequestTarget.authority(authority);
        if (!handler.leave() || target == null) {
            refuse(client, HttpResponseStatus.BAD_REQUEST, "CONNECT takes host:port, and nothing before the answer");
            return;
        }
        router.open(target.host(), target.port(), Protocol.TCP, client, Map.of(), null)
                .whenComplete((upstream, failure) -> connected(client, upstream, failure));
    }

    private static void connected(Channel client, @Nullable Channel upstream, @Nullable Throwable failure) {
        if (upstream == null) {
            Refusals.log(client, failure);
            refuse(client, Answers.status(failure), Answers.reason(failure));
        } else {
            client.writeAndFlush(Answers.established(client.alloc()));
            Forwarder.join(client, upstream);
        }
    }

    private static void refuse(Channel client, HttpResponseStatus status, String reason) {
        client.writeAndFlush(Answers.encoded(client.alloc(), status, reason)).addListener(ChannelFutureListener.CLOSE);
    }

    /** Joins the two after a "101 Switching Protocols"; the upstream channel's codec has left already. */
    static void switchProtocols(ClientHandler handler, Channel client, Channel upstream) {
        if (handler.leave()) {
            Forwarder.join(client, upstream);
        } else {
            Refusals.reset(client, null);
            upstream.close();
        }
    }
}
