package io.edgemesh.proxy.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a proxy changes in the messages it hands on: RFC 9110, section 7.6. */
final class ProxyHeaders {
    private static final String VIA = "1.1 edgemesh";

    private ProxyHeaders() {}

    /** Returns whether a request asks for another protocol on its connection. */
    static boolean isUpgrade(HttpRequest request) {
        return request.headers().contains(HttpHeaderNames.UPGRADE)
                && request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
    }

    /** Makes of a proxy's request the one that its target gets. */
    static void toUpstream(HttpRequest request, RequestTarget target) {
        boolean upgrade = isUpgrade(request);
        String protocol = request.headers().get(HttpHeaderNames.UPGRADE);
        removeHopByHop(request.headers());
        if (upgrade) {
            request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
            request.headers().set(HttpHeaderNames.UPGRADE, protocol);
        }
        request.setUri(target.path());
        request.setProtocolVersion(HttpVersion.HTTP_1_1);
        request.headers().set(HttpHeaderNames.HOST, target.authority());
        request.headers().add(HttpHeaderNames.VIA, VIA);
    }

    /** Makes of a target's response the one that the proxy's client gets, but for its framing. */
    static void toClient(HttpMessage response) {
        boolean chunked = HttpUtil.isTransferEncodingChunked(response);
        removeHopByHop(response.headers());
        if (chunked) {
            HttpUtil.setTransferEncodingChunked(response, true);
        }
        response.setProtocolVersion(HttpVersion.HTTP_1_1);
        response.headers().add(HttpHeaderNames.VIA, VIA);
    }

    /** Transfer-Encoding stays: the codec frames by it, on each side anew. */
    private static void removeHopByHop(HttpHeaders headers) {
        List<String> named = headers.getAllAsString(HttpHeaderNames.CONNECTION);
        for (String list : named) {
            for (String name : list.split(",")) {
                String trimmed = name.trim();
                if (!trimmed.isEmpty() && !isFraming(trimmed)) {
                    headers.remove(trimmed);
                }
            }
        }
        headers.remove(HttpHeaderNames.CONNECTION)
                .remove("Keep-Alive")
                .remove("Proxy-Connection")
                .remove(HttpHeaderNames.PROXY_AUTHENTICATE)
                .remove(HttpHeaderNames.PROXY_AUTHORIZATION)
                .remove(HttpHeaderNames.TE)
                .remove(HttpHeaderNames.UPGRADE);
    }

    /** A message must not talk us into dropping what says where its body ends or whom it is for. */
    private static boolean isFraming(String name) {
        return HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name)
                || HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)
                || HttpHeaderNames.HOST.contentEqualsIgnoreCase(name);
    }

    /** Returns the first value of each header by its lower-case name, for policies. */
    static Map<String, String> firstValues(HttpHeaders headers) {
        Map<String, String> values = new HashMap<>();
        headers.forEach(header -> values.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return values;
    }
}
