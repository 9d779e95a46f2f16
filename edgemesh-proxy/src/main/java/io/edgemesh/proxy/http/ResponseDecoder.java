package io.edgemesh.proxy.http;

import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Knows what was asked: the answer to HEAD has no body, however long it says it is. */
final class ResponseDecoder extends HttpResponseDecoder {
    private final Upstream upstream;

    ResponseDecoder(Upstream upstream) {
        super(HttpProxy.limits());
        this.upstream = upstream;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage response) {
        return upstream.isAskedForHead() || super.isContentAlwaysEmpty(response);
    }
}
