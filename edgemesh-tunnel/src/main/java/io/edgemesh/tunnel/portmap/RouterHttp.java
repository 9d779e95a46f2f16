package io.edgemesh.tunnel.portmap;

import io.edgemesh.api.net.Network;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a router over HTTP, one connection a question, and waits for the answer. A redirection is an answer like others: nobody
 * follows it.
 *
 * <p><b>Limits:</b> {@value #MAX_BYTES} bytes and {@value #TIMEOUT_SECONDS} s for an answer as a whole. <b>Threads:</b> any
 * but event loops.
 */
final class RouterHttp {
    static final int MAX_BYTES = 64 * 1024;
    static final int TIMEOUT_SECONDS = 5;

    private static final int DEFAULT_PORT = 80;

    private final Network network;
    private final EventLoop loop;

    RouterHttp(Network network) {
        this.network = network;
        this.loop = network.eventLoops().next();
    }

    /** What came back. */
    record Answer(int status, byte[] body) {}

    /** Fetches a page; the host is an IP address. */
    Answer get(URI page) throws IOException {
        return ask(page, new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target(page)));
    }

    /** Sends the request of a SOAP action; the host is an IP address. */
    Answer post(URI to, String action, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, target(to), Unpooled.wrappedBuffer(content));
        request.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/xml; charset=\"utf-8\"")
                .set(HttpHeaderNames.CONTENT_LENGTH, content.length)
                .set("SOAPAction", '"' + action + '"');
        return ask(to, request);
    }

    private static String target(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery();
    }

    private Answer ask(URI to, FullHttpRequest request) throws IOException {
        request.headers().set(HttpHeaderNames.HOST, to.getRawAuthority()).set(HttpHeaderNames.CONNECTION, "close");
        Promise<Answer> answer = loop.newPromise();
        Channel channel = connect(to, new Exchange(request, answer));
        try {
            return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no answer of " + to + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + to, e);
        } finally {
            channel.close();
        }
    }

    private Channel connect(URI to, Exchange exchange) {
        int port = to.getPort() < 0 ? DEFAULT_PORT : to.getPort();
        return new Bootstrap()
                .group(loop)
                .channelFactory(network.streamChannels())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_BYTES), exchange);
                    }
                })
                .connect(new InetSocketAddress(to.getHost(), port))
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        exchange.answer.tryFailure(connected.cause());
                    }
                })
                .channel();
    }

    /** The request's bytes are on the heap and nobody's to release if the connection never comes about. */
    private static final class Exchange extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final FullHttpRequest request;
        private final Promise<Answer> answer;

        Exchange(FullHttpRequest request, Promise<Answer> answer) {
            this.request = request;
            this.answer = answer;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(request);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
            answer.trySuccess(new Answer(response.status().code(), ByteBufUtil.getBytes(response.content())));
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            answer.tryFailure(new IOException("closed without an answer"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            answer.tryFailure(cause);
            ctx.close();
        }
    }
}
