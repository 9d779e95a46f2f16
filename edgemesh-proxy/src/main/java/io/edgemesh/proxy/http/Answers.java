package io.edgemesh.proxy.http;

import io.edgemesh.api.intercept.DialDeniedException;
import io.edgemesh.api.lb.NoEndpointException;
import io.edgemesh.proxy.dial.DialTimeoutException;
import io.edgemesh.proxy.listen.Refusals;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.CharsetUtil;
import org.jspecify.annotations.Nullable;

/** What the proxy says in its own name: a status and one plain line. */
final class Answers {
    private static final HttpResponseStatus ESTABLISHED = new HttpResponseStatus(200, "Connection established");

    private Answers() {}

    static HttpResponseStatus status(@Nullable Throwable failure) {
        Throwable cause = Refusals.cause(failure);
        if (cause instanceof DialTimeoutException) {
            return HttpResponseStatus.GATEWAY_TIMEOUT;
        }
        if (cause instanceof NoEndpointException) {
            return HttpResponseStatus.SERVICE_UNAVAILABLE;
        }
        if (cause instanceof DialDeniedException) {
            return HttpResponseStatus.FORBIDDEN;
        }
        return HttpResponseStatus.BAD_GATEWAY; // UnknownServiceException, TransportException and whatever else
    }

    static String reason(@Nullable Throwable failure) {
        Throwable cause = Refusals.cause(failure);
        if (cause == null) {
            return "no connection";
        }
        String message = cause.getMessage();
        return message == null ? cause.toString() : message;
    }

    /** @param withBody false for the answer to HEAD, which says how long the line would be and no more */
    static FullHttpResponse of(HttpResponseStatus status, String reason, boolean withBody) {
        byte[] line = ("edgemesh: " + reason + '\n').getBytes(CharsetUtil.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, withBody ? Unpooled.wrappedBuffer(line) : Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, line.length);
        return response;
    }

    /** The same on a connection that has no codec any more. */
    static ByteBuf encoded(ByteBufAllocator allocator, HttpResponseStatus status, String reason) {
        FullHttpResponse answer = of(status, reason, true);
        answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ByteBuf out = head(allocator, answer);
        out.writeBytes(answer.content());
        answer.release();
        return out;
    }

    static ByteBuf established(ByteBufAllocator allocator) {
        return head(allocator, new DefaultHttpResponse(HttpVersion.HTTP_1_1, ESTABLISHED));
    }

    /** Returns an interim response (1xx) of a service as the client gets it. */
    static ByteBuf interim(ByteBufAllocator allocator, HttpResponse response) {
        response.setProtocolVersion(HttpVersion.HTTP_1_1);
        return head(allocator, response);
    }

    private static ByteBuf head(ByteBufAllocator allocator, HttpResponse response) {
        ByteBuf out = allocator.buffer();
        out.writeCharSequence(response.protocolVersion() + " " + response.status() + "\r\n", CharsetUtil.US_ASCII);
        response.headers()
                .forEach(header -> out.writeCharSequence(
                        header.getKey() + ": " + header.getValue() + "\r\n", CharsetUtil.ISO_8859_1));
        out.writeCharSequence("\r\n", CharsetUtil.US_ASCII);
        return out;
    }
}
