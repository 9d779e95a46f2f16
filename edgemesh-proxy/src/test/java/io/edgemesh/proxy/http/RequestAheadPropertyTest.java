package io.edgemesh.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** Laws of what a service gets of a request, part of which goes ahead of its connection. */
class RequestAheadPropertyTest {
    private static final HeldDialer DIALER = new HeldDialer();
    private static final EmbeddedProxy PROXY = new EmbeddedProxy(DIALER);

    @AfterContainer
    static void stop() {
        PROXY.close();
    }

    /** Sends the text in pieces of a length, has the dial answered after so many of them, and returns what comes out. */
    private static String upstream(String text, int pieceLength, int piecesBefore) {
        EmbeddedChannel client = PROXY.newClient();
        EmbeddedChannel upstream = new EmbeddedChannel();
        int headLength = text.indexOf("\r\n\r\n") + 4; // dials
        EmbeddedProxy.send(client, text.substring(0, headLength));
        int pieces = 0;
        for (int at = headLength; at < text.length(); at += pieceLength) {
            if (pieces++ == piecesBefore) {
                DIALER.answer(upstream);
            }
            EmbeddedProxy.send(client, text.substring(at, Math.min(text.length(), at + pieceLength)));
        }
        if (pieces <= piecesBefore) {
            DIALER.answer(upstream);
        }
        String out = EmbeddedProxy.written(upstream);
        client.finishAndReleaseAll();
        upstream.finishAndReleaseAll();
        return out;
    }

    @Provide
    Arbitrary<String> requests() {
        return Arbitraries.of(
                "GET http://web/ HTTP/1.1\r\n\r\n",
                "HEAD http://web/ HTTP/1.1\r\n\r\n",
                "GET http://web/ HTTP/1.1\r\n\r\nGET http://web/2 HTTP/1.1\r\n\r\n",
                "POST http://web/ HTTP/1.1\r\nContent-Length: 26\r\n\r\nabcdefghijklmnopqrstuvwxyz",
                "PUT http://web/ HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nabcdeDELETE http://web/ ",
                "DELETE http://web/ HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
    }

    @Property(tries = 300)
    void whatHasComeBeforeItsConnectionStandsMakesNoDifference(
            @ForAll("requests") String request,
            @ForAll @IntRange(min = 1, max = 30) int pieceLength,
            @ForAll @IntRange(max = 30) int piecesBefore) {
        assertThat(upstream(request, pieceLength, piecesBefore)).isEqualTo(upstream(request, request.length(), 0));
    }

    /** The chunks may be others, so it is what they hold that counts. */
    @Property(tries = 300)
    void aChunkedBodyIsTheSame(
            @ForAll @IntRange(min = 1, max = 30) int pieceLength, @ForAll @IntRange(max = 30) int piecesBefore) {
        String request = "POST http://web/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        String body = "3\r\none\r\nf\r\ntwothreefourfiv\r\n0\r\nx-sum: 18\r\n\r\n";

        String out = upstream(request + body, pieceLength, piecesBefore);

        assertThat(dechunked(out.substring(out.indexOf("\r\n\r\n") + 4)))
                .isEqualTo("onetwothreefourfiv|x-sum: 18\r\n\r\n");
    }

    private static String dechunked(String chunks) {
        StringBuilder body = new StringBuilder();
        int at = 0;
        while (true) {
            int line = chunks.indexOf("\r\n", at);
            int length = Integer.parseInt(chunks.substring(at, line), 16);
            if (length == 0) {
                return body + "|" + chunks.substring(line + 2);
            }
            body.append(chunks, line + 2, line + 2 + length);
            at = line + 2 + length + 2;
        }
    }
}
