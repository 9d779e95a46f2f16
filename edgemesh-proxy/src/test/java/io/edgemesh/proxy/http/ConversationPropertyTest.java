package io.edgemesh.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** Requests of one client, one behind another, to a service that answers with what it was asked. */
class ConversationPropertyTest {
    private static final HeldDialer DIALER = new HeldDialer();
    private static final EmbeddedProxy PROXY = new EmbeddedProxy(DIALER);

    @AfterContainer
    static void stop() {
        PROXY.close();
    }

    /** One request as the client writes it, and how the answer ends. */
    private record Asked(String request, String answer) {}

    /** The service by two names, so that connections are kept for some requests and given up for others. */
    @Provide
    Arbitrary<List<Asked>> conversations() {
        return Arbitraries.of(
                        new Asked("GET http://web/a HTTP/1.1\r\n\r\n", "GET /a "),
                        new Asked("GET http://web.default/b HTTP/1.1\r\n\r\n", "GET /b "),
                        new Asked("HEAD http://web/c HTTP/1.1\r\n\r\n", ""),
                        new Asked("POST http://web/d HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody", "POST /d body"),
                        new Asked(
                                "PUT http://web.default/e HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        + "3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n",
                                "PUT /e onetwo"),
                        new Asked("DELETE http://web/f HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "DELETE /f "))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Property(tries = 500)
    void eachRequestIsAnsweredInItsTurnHoweverLongItsConnectionTakes(
            @ForAll("conversations") List<Asked> conversation,
            @ForAll @IntRange(min = 1, max = 300) int pieceLength,
            @ForAll @IntRange(max = 10) int piecesBeforeAnswer) {
        StringBuilder requests = new StringBuilder();
        conversation.forEach(asked -> requests.append(asked.request));

        String answers = new Run(piecesBeforeAnswer).answers(requests.toString(), pieceLength);

        String[] each = answers.split("HTTP/1\\.1 200 OK\r\n", -1);
        assertThat(each).hasSize(conversation.size() + 1);
        for (int i = 0; i < conversation.size(); i++) {
            assertThat(each[i + 1]).endsWith("\r\n\r\n" + conversation.get(i).answer);
        }
    }

    /** One client and the connections that are opened for it. */
    private static final class Run {
        private final EmbeddedChannel client = PROXY.newClient();
        private final List<Pair> pairs = new ArrayList<>();
        private final int piecesBeforeAnswer;
        private int pieces;

        private Run(int piecesBeforeAnswer) {
            this.piecesBeforeAnswer = piecesBeforeAnswer;
        }

        /** The proxy's channel to a server, and the server's own. */
        private record Pair(EmbeddedChannel upstream, EmbeddedChannel server) {
            private boolean exchange() {
                return carry(upstream, server) | carry(server, upstream);
            }

            private static boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
                String text = EmbeddedProxy.written(from);
                if (!text.isEmpty()) {
                    // Not by "writeInbound", which fails where the proxy closes the channel over what it reads.
                    to.pipeline().fireChannelRead(Unpooled.copiedBuffer(text, ISO_8859_1));
                    to.pipeline().fireChannelReadComplete();
                }
                return !text.isEmpty();
            }
        }

        private String answers(String requests, int pieceLength) {
            for (int at = 0; at < requests.length(); at += pieceLength) {
                EmbeddedProxy.send(client, requests.substring(at, Math.min(requests.length(), at + pieceLength)));
                if (++pieces > piecesBeforeAnswer) {
                    serve();
                }
            }
            serve();
            String answers = EmbeddedProxy.written(client);
            client.finishAndReleaseAll();
            for (Pair pair : pairs) {
                pair.upstream.finishAndReleaseAll();
                pair.server.finishAndReleaseAll();
            }
            return answers;
        }

        private void serve() {
            boolean moved = true;
            while (moved) {
                moved = DIALER.isAsked();
                if (moved) {
                    pieces = 0; // the next connection takes as long
                    Pair pair = new Pair(new EmbeddedChannel(), newServer());
                    pairs.add(pair);
                    DIALER.answer(pair.upstream);
                }
                for (Pair pair : pairs) {
                    moved |= pair.exchange();
                }
            }
        }
    }

    private static EmbeddedChannel newServer() {
        return new EmbeddedChannel(new HttpServerCodec(), new HttpObjectAggregator(1024), new Answering());
    }

    private static final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            String asked = request.method() + " " + request.uri() + " "
                    + request.content().toString(ISO_8859_1);
            ByteBuf body = Unpooled.copiedBuffer(asked, ISO_8859_1);
            var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
            ctx.writeAndFlush(response);
        }
    }
}
