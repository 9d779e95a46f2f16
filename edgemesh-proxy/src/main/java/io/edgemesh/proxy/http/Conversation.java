package io.edgemesh.proxy.http;

import io.edgemesh.api.dial.EarlyData;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.proxy.listen.Refusals;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Leads one client's requests, one after another, each to its target.
 *
 * <pre>
 *            head             connected          both ended, keep-alive
 * idle -------------> dialling --------> exchange ----------------------> idle
 *    |                   |                  |
 *    | CONNECT           | cannot           | "101 Switching Protocols"
 *    v                   v                  v
 *  Tunnel         answered in our own     Tunnel
 *                 name; idle again
 * </pre>
 *
 * <p>A request goes ahead of the connection that is dialled for it, its body too as far as it comes. The connection is kept
 * for the next request to the same host and port. <b>Threads:</b> the client's event loop.
 */
final class Conversation {
    private final HttpProxy proxy;
    private final ClientHandler client;
    private final Channel channel;
    private @Nullable Exchange exchange;
    private @Nullable Upstream upstream;

    Conversation(HttpProxy proxy, ClientHandler client, Channel channel) {
        this.proxy = proxy;
        this.client = client;
        this.channel = channel;
    }

    boolean isIdle() {
        return exchange == null;
    }

    /** Returns whether the next thing that the client says can be taken. */
    boolean wantsInput() {
        if (exchange == null || exchange.refused) {
            return true;
        }
        boolean upstreamTakesMore = upstream != null && upstream.takesMore();
        return !exchange.requestEnded && (exchange.isConnect() || upstreamTakesMore);
    }

    void take(Object message) {
        if (message instanceof HttpObject object && object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            malformed(object);
        } else if (message instanceof HttpRequest request) {
            begin(request);
        } else if (message instanceof HttpContent content && exchange != null) {
            pass(exchange, content);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void malformed(HttpObject object) {
        if (exchange == null && object instanceof HttpRequest request) {
            exchange = new Exchange(request);
        }
        if (exchange != null) {
            exchange.clientKeepAlive = false;
            refuse(
                    exchange,
                    HttpResponseStatus.BAD_REQUEST,
                    "not understood: " + object.decoderResult().cause().getMessage());
        }
        client.closeGently();
    }

    private void begin(HttpRequest request) {
        client.stopTimeout();
        Exchange begun = new Exchange(request);
        exchange = begun;
        if (begun.isConnect()) {
            dropUpstream();
            return; // until the request's end has been read
        }
        RequestTarget target = RequestTarget.absolute(request.uri());
        if (target == null) {
            refuse(begun, HttpResponseStatus.BAD_REQUEST, "this is a proxy; ask it for http://host:port/path");
            return;
        }
        Map<String, String> headers = ProxyHeaders.firstValues(request.headers());
        ProxyHeaders.toUpstream(request, target);
        if (upstream != null && upstream.serves(target) && !proxy.choosesByHeader(target)) {
            upstream.markReused();
            begun.redial = () -> dial(begun, target, headers);
            upstream.send(request);
            upstream.read(channel.isWritable());
        } else {
            dial(begun, target, headers);
        }
    }

    private void dial(Exchange current, RequestTarget target, Map<String, String> headers) {
        dropUpstream();
        EarlyData early = current.isRepeatable() ? EarlyData.repeatable() : EarlyData.once();
        Upstream fresh = new Upstream(target, early, channel.pipeline().firstContext());
        upstream = fresh;
        fresh.send(current.request);
        if (current.requestEnded) { // before it was sent again
            fresh.write(LastHttpContent.EMPTY_LAST_CONTENT);
        }
        proxy.router()
                .open(target.host(), target.port(), Protocol.TCP, channel, headers, early)
                .whenComplete((opened, failure) -> dialled(current, fresh, opened, failure));
    }

    private void dialled(Exchange current, Upstream fresh, @Nullable Channel opened, @Nullable Throwable failure) {
        if (opened == null) {
            Refusals.log(channel, failure);
            if (fresh == upstream) {
                upstream = null;
                refuse(current, Answers.status(failure), Answers.reason(failure));
            }
        } else {
            fresh.connected(opened, new UpstreamHandler(this, fresh, channel.eventLoop()));
            if (fresh == upstream) {
                fresh.read(channel.isWritable());
            } else {
                fresh.close(); // the request has turned out to be none
            }
        }
        client.pump();
    }

    private void pass(Exchange current, HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (upstream != null && !current.refused) {
            upstream.write(content);
        } else {
            content.release();
        }
        if (last) {
            current.requestEnded = true;
            if (current.isConnect() && !current.refused) {
                Tunnel.connect(client, channel, proxy.router(), current.request.uri());
            } else {
                finish(current);
            }
        }
    }

    void flushRequests() {
        if (upstream != null) {
            upstream.flush();
        }
    }

    void onClientWritability() {
        if (upstream != null && channel.isWritable()) {
            upstream.read(true);
        }
    }

    void onUpstreamWritability() {
        client.pump();
    }

    void onResponsesRead() {
        channel.flush();
    }

    /** Something that an upstream channel has read. */
    void onResponse(Upstream from, Object message) {
        Exchange current = exchange;
        if (from != upstream || current == null || current.responseEnded) {
            ReferenceCountUtil.release(message);
            from.close(); // it speaks unasked
        } else if (message instanceof HttpObject object
                && object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            upstreamFailed(current, "the service's answer is not understood");
            client.pump();
        } else if (message instanceof HttpResponse response) {
            respond(current, response);
        } else if (current.responseStarted) {
            passBack(current, message, from);
        } else {
            ReferenceCountUtil.release(message); // the end of an interim response
            if (current.switching) {
                upstream = null;
                Tunnel.switchProtocols(client, channel, from.channel());
            }
        }
    }

    private void respond(Exchange current, HttpResponse response) {
        int code = response.status().code();
        if (code >= 200) {
            current.start(response);
            channel.write(response);
        } else if (current.takesInterim()) {
            current.switching = code == HttpResponseStatus.SWITCHING_PROTOCOLS.code();
            // Around the codec, which takes the first head that it sees for the answer to its request.
            channel.pipeline().context(HttpServerCodec.class).writeAndFlush(Answers.interim(channel.alloc(), response));
        }
    }

    private void passBack(Exchange current, Object message, Upstream from) {
        channel.write(message);
        if (!channel.isWritable()) {
            from.read(false);
        }
        if (message instanceof LastHttpContent) {
            current.responseEnded = true;
            channel.flush();
            finish(current);
            client.pump();
        }
    }

    private void finish(Exchange current) {
        if (!current.responseEnded) {
            return;
        }
        if (!current.upstreamKeepAlive || !current.requestEnded) {
            dropUpstream();
        } else if (upstream != null) {
            upstream.read(true); // to notice that it closes
        }
        if (!current.clientKeepAlive || !current.requestEnded && !current.withoutBody) {
            client.closeGently();
        } else if (current.requestEnded) {
            exchange = null;
            client.awaitRequest();
        }
    }

    /** An upstream channel has ended. */
    void onUpstreamEnd(Upstream ended) {
        ended.close();
        if (ended != upstream) {
            return;
        }
        upstream = null;
        Exchange current = exchange;
        if (current == null || current.responseEnded) {
            return;
        }
        if (ended.reused() && current.isRepeatable() && current.redial != null) {
            current.redial.run(); // it had closed before it saw the request, as idle servers do
        } else {
            upstreamFailed(current, "the service closed the connection without an answer");
        }
        client.pump();
    }

    private void upstreamFailed(Exchange current, String reason) {
        dropUpstream();
        if (current.responseStarted) {
            Refusals.reset(channel, null); // half an answer must not look like a whole one
        } else {
            refuse(current, HttpResponseStatus.BAD_GATEWAY, reason);
        }
    }

    /** Answers in the proxy's own name; what remains of the request is thrown away. */
    private void refuse(Exchange current, HttpResponseStatus status, String reason) {
        if (current.responseStarted) {
            return;
        }
        current.refused = true;
        current.responseStarted = true;
        current.responseEnded = true;
        current.clientKeepAlive &= current.withoutBody || current.requestEnded;
        var answer = Answers.of(status, reason, !current.isHead());
        current.markKeepAlive(answer);
        channel.writeAndFlush(answer);
        finish(current);
    }

    private void dropUpstream() {
        Upstream dropped = upstream;
        upstream = null; // first, for its end may be told at once
        if (dropped != null) {
            dropped.close();
        }
    }

    /** The client has gone. */
    void end() {
        dropUpstream();
    }
}
