package io.edgemesh.proxy.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request and its response: how far each has come, and what the two connections are good for afterwards. */
final class Exchange {
    private static final Set<HttpMethod> SAFE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    final HttpRequest request;
    final boolean withoutBody;
    private final boolean http11;
    boolean clientKeepAlive;
    boolean upstreamKeepAlive;
    boolean requestEnded;
    boolean responseStarted;
    boolean responseEnded;
    boolean refused;
    boolean switching;

    /** Sends the request over a new connection; {@code null} if it went over a new one in the first place. */
    @Nullable
    Runnable redial;

    /** @param request as the client has sent it */
    Exchange(HttpRequest request) {
        this.request = request;
        this.clientKeepAlive = HttpUtil.isKeepAlive(request);
        this.withoutBody = !HttpUtil.isTransferEncodingChunked(request) && HttpUtil.getContentLength(request, 0L) == 0;
        this.http11 = request.protocolVersion().isKeepAliveDefault();
    }

    boolean isConnect() {
        return request.method().equals(HttpMethod.CONNECT);
    }

    boolean isHead() {
        return request.method().equals(HttpMethod.HEAD);
    }

    /** Returns whether the request may be sent again because nothing it might have changed. */
    boolean isRepeatable() {
        return !responseStarted && withoutBody && SAFE.contains(request.method());
    }

    boolean takesInterim() {
        return http11;
    }

    /** Frames the response for the client and notes which connections outlive it. */
    void start(HttpResponse response) {
        int code = response.status().code();
        boolean body = !isHead() && code != 204 && code != 304;
        boolean chunked = HttpUtil.isTransferEncodingChunked(response);
        boolean framed = chunked || HttpUtil.isContentLengthSet(response);
        responseStarted = true;
        upstreamKeepAlive = HttpUtil.isKeepAlive(response) && (framed || !body);
        ProxyHeaders.toClient(response);
        if (body && !http11 && (chunked || !framed)) {
            HttpUtil.setTransferEncodingChunked(response, false);
            clientKeepAlive = false; // HTTP/1.0 knows the end of the connection as the end of such a body
        } else if (body && !framed) {
            HttpUtil.setTransferEncodingChunked(response, true);
        }
        markKeepAlive(response);
    }

    void markKeepAlive(HttpResponse response) {
        if (!clientKeepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (!http11) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        response.setProtocolVersion(HttpVersion.HTTP_1_1);
    }
}
