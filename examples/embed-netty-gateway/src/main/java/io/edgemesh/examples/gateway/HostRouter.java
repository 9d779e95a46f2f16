package io.edgemesh.examples.gateway;

import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.dial.EarlyData;
import io.edgemesh.api.dial.Forwarder;
import io.edgemesh.api.dial.ServiceAddress;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of a connection's first request, dials the service it names and steps aside.
 *
 * <p>What has been read when the head is complete goes along with the dial, so that the service gets it a round trip earlier
 * than it would otherwise. Once the two channels are joined, this handler is removed, and Netty passes on what it still
 * holds. So the service sees the request as the client sent it, and everything after it at the speed of a plain forwarder.
 * The price: all requests of one connection go to the service of the first.
 */
final class HostRouter extends ByteToMessageDecoder {
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final EdgeMesh mesh;
    private boolean routed;

    HostRouter(EdgeMesh mesh) {
        this.mesh = mesh;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (routed) {
            return; // what came in the same read as the head waits for the service
        }
        String seen = in.toString(StandardCharsets.ISO_8859_1); // a character a byte
        int end = seen.indexOf(END_OF_HEAD);
        if (end >= 0) {
            routed = true;
            ctx.channel().config().setAutoRead(false);
            route(ctx, seen.substring(0, end), in);
        } else if (in.readableBytes() > MAX_HEAD_BYTES) {
            refuse(ctx.channel(), "431 Request Header Fields Too Large", "the head of the request is too long");
        }
    }

    /** Once routed, nothing more is read: the end of the client's output has to wait for who passes it on. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (routed) {
            ctx.fireChannelReadComplete();
        } else {
            super.channelReadComplete(ctx);
        }
    }

    private void route(ChannelHandlerContext ctx, String head, ByteBuf in) {
        ServiceAddress address;
        try {
            address = service(host(head));
        } catch (IllegalArgumentException e) {
            refuse(ctx.channel(), "400 Bad Request", String.valueOf(e.getMessage()));
            return;
        }
        EarlyData request = EarlyData.once().add(in.readRetainedSlice(in.readableBytes()));
        mesh.dial(Dial.tcp(address).withEarlyData(request))
                .whenCompleteAsync(
                        (connection, failure) -> {
                            if (failure == null) {
                                join(ctx, connection);
                            } else {
                                refuse(ctx.channel(), "502 Bad Gateway", String.valueOf(failure.getMessage()));
                            }
                        },
                        ctx.executor());
    }

    private void join(ChannelHandlerContext ctx, Connection connection) {
        Forwarder.join(ctx.channel(), connection.channel());
        if (!ctx.isRemoved()) {
            ctx.pipeline().remove(this);
        }
    }

    private static String host(String head) {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("host:")) {
                return line.substring("host:".length()).trim();
            }
        }
        throw new IllegalArgumentException("the request has no Host header");
    }

    private static ServiceAddress service(String host) {
        return ServiceAddress.parse(host.indexOf(':') < 0 ? host + ":80" : host);
    }

    private void refuse(Channel client, String status, String reason) {
        routed = true;
        byte[] body = (reason + '\n').getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                + body.length + "\r\nConnection: close\r\n\r\n";
        ByteBuf response = client.alloc().buffer();
        response.writeCharSequence(head, StandardCharsets.US_ASCII);
        response.writeBytes(body);
        client.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, @Nullable Throwable cause) {
        ctx.close(); // a client that breaks off before it is joined to anything
    }
}
