package io.edgemesh.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Delivery;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.dial.Dialer;
import io.edgemesh.api.lb.NoEndpointException;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

/** Laws of what a stranger may send to the HTTP proxy; no service can be reached here. */
class HttpInputTest {
    private static final EmbeddedProxy PROXY = new EmbeddedProxy(new NothingReachable());

    @AfterContainer
    static void stop() {
        PROXY.close();
    }

    private static final class NothingReachable implements Dialer {
        @Override
        public CompletionStage<Connection> dial(Dial dial) {
            requireNonNull(dial.earlyData()).discard();
            return CompletableFuture.failedFuture(new NoEndpointException("nobody is there"));
        }

        @Override
        public CompletionStage<Channel> deliver(Delivery delivery) {
            return CompletableFuture.failedFuture(new NoEndpointException("nobody is there"));
        }

        @Override
        public void close() {}
    }

    /** Sends the text in pieces of a length and returns all that is answered. */
    private static String answers(String text, int pieceLength) {
        EmbeddedChannel client = PROXY.newClient();
        for (int at = 0; at < text.length() && client.isOpen(); at += pieceLength) {
            EmbeddedProxy.send(client, text.substring(at, Math.min(text.length(), at + pieceLength)));
        }
        String answers = EmbeddedProxy.written(client);
        client.finishAndReleaseAll();
        return answers;
    }

    @Provide
    Arbitrary<List<String>> requests() {
        return Arbitraries.of(
                        "GET http://web/ HTTP/1.1\r\nHost: web\r\n\r\n",
                        "HEAD http://web/ HTTP/1.1\r\n\r\n",
                        "GET http://example.com/ HTTP/1.1\r\n\r\n",
                        "GET /origin HTTP/1.1\r\nHost: web\r\n\r\n",
                        "POST http://web/ HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody",
                        "POST http://web/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
                        "GET http://web/ HTTP/1.0\r\n\r\n",
                        "GET http://web/ HTTP/1.1\r\nConnection: close\r\n\r\n",
                        "nonsense\r\n\r\n")
                .list()
                .ofMaxSize(5);
    }

    @Property(tries = 300)
    void cuttingTheStreamElsewhereYieldsTheSameAnswers(
            @ForAll("requests") List<String> requests, @ForAll @IntRange(min = 1, max = 200) int pieceLength) {
        String text = String.join("", requests);

        assertThat(answers(text, pieceLength)).isEqualTo(answers(text, Math.max(1, text.length())));
    }

    @Property(tries = 300)
    void noBytesMakeItFail(@ForAll @Size(max = 400) byte[] bytes) {
        String answers = answers(new String(bytes, ISO_8859_1), 50);

        assertThat(answers)
                .satisfiesAnyOf(
                        text -> assertThat(text).isEmpty(),
                        text -> assertThat(text).startsWith("HTTP/1.1 400 Bad Request"));
    }
}
