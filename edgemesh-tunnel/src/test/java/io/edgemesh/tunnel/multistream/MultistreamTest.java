package io.edgemesh.tunnel.multistream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MultistreamTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String HELLO = "/multistream/1.0.0";

    private final Outcome outcome = new Outcome();
    private EmbeddedChannel channel = new EmbeddedChannel();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aDiallerGreetsAndOffersInOneBreath() {
        dial("/echo/1");

        assertThat(sent()).containsExactly(HELLO, "/echo/1");
    }

    @Test
    void whatIsWrittenAtOnceFollowsTheOfferWithoutWaiting() {
        dial("/echo/1");
        channel.writeOutbound(text("hello"));

        assertThat(sentText()).endsWith("/echo/1\nhello");
        assertThat(outcome.agreed).isNull();
    }

    @Test
    void aDiallerOffersTheNextAfterARefusal() {
        dial("/a", "/b");
        sent();

        receive(HELLO, "na");
        assertThat(sent()).containsExactly("/b");
        receive("/b");

        assertThat(outcome.agreed).isEqualTo("/b");
        assertThat(channel.pipeline().names()).hasSize(1);
    }

    @Test
    void theFailureNamesWhatWasOffered() {
        dial("/a", "/b");

        receive(HELLO, "na", "na");

        assertThat(outcome.failure)
                .isInstanceOf(NoCommonProtocolException.class)
                .hasMessage("peer supports none of [/a, /b]");
    }

    @Test
    void aListenerChoosesWhatItSupportsAndAnswersInOneMessage() {
        listen(false, "/echo/1");
        assertThat(sent()).isEmpty();

        receive(HELLO, "/other", "ls", "/echo/1");

        assertThat(sent()).containsExactly(HELLO, "na", "na", "/echo/1");
        assertThat(outcome.agreed).isEqualTo("/echo/1");
    }

    @Test
    void aListenerOfAConnectionGreetsFirst() {
        listen(true, "/echo/1");

        assertThat(sent()).containsExactly(HELLO);
    }

    @Test
    void aListenerAnswersOnlySoManyOffers() {
        listen(false, "/echo/1");
        receive(HELLO);

        for (int i = 0; i < 32; i++) {
            receive("/offer/" + i);
        }

        assertThat(outcome.failure)
                .isInstanceOf(NoCommonProtocolException.class)
                .hasMessageContaining("/offer/31");
    }

    @Test
    void anotherProtocolIsNamedInTheFailure() {
        listen(false, "/echo/1");

        receive("GET / HTTP/1.1");

        assertThat(outcome.failure)
                .isInstanceOf(MultistreamProtocolException.class)
                .hasMessage("peer began with \"GET / HTTP/1.1\" (expected: /multistream/1.0.0)");
    }

    @Test
    void aLengthAboveTheLimitIsRefusedBeforeTheMessageArrives() {
        listen(false, "/echo/1");

        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {(byte) 0x81, 0x08}));

        assertThat(outcome.failure).hasMessage("multistream message of 1025 bytes (limit: 1024)");
    }

    @Test
    void silenceEndsInATimeout() {
        channel.freezeTime();
        dial("/echo/1");

        channel.advanceTimeBy(5, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        assertThat(outcome.failure)
                .isInstanceOf(NegotiationTimeoutException.class)
                .hasMessage("no protocol agreed on within 5000 ms; offered [/echo/1]");
    }

    @Test
    void aCloseInTheMiddleSaysSo() {
        dial("/echo/1");

        channel.close();

        assertThat(outcome.failure).hasMessage("peer closed before a protocol was agreed on; offered [/echo/1]");
    }

    @Test
    void theGreetingIsWhatBothSidesSendFirst() {
        dial("/echo/1");

        assertThat(sentText().getBytes(UTF_8)).startsWith(Multistream.greeting());
    }

    @Property(tries = 300)
    void cuttingTheBytesElsewhereYieldsTheSameAgreementAndTheSameRest(
            @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 9) Integer> cuts) {
        channel = new EmbeddedChannel();
        outcome.agreed = null;
        listen(false, "/echo/1");
        ByteBuf bytes = message(HELLO, "/no", "/echo/1").writeBytes("rest".getBytes(UTF_8));

        for (int i = 0; bytes.isReadable(); i++) {
            int cut = i < cuts.size() ? cuts.get(i) : bytes.readableBytes();
            channel.writeInbound(bytes.readRetainedSlice(Math.min(cut, bytes.readableBytes())));
        }

        assertThat(outcome.agreed).isEqualTo("/echo/1");
        assertThat(received()).isEqualTo("rest");
        bytes.release();
        channel.finishAndReleaseAll();
    }

    @Property(tries = 500)
    void anyBytesAreReadOrRefused(@ForAll @Size(max = 300) byte[] bytes) {
        channel = new EmbeddedChannel();
        listen(false, "/echo/1");

        channel.writeInbound(Unpooled.copiedBuffer(bytes));

        channel.finishAndReleaseAll(); // an exception that escaped would be thrown here
    }

    private void dial(String... offers) {
        channel.pipeline().addLast(Multistream.dial(List.of(offers), TIMEOUT, outcome));
        channel.runPendingTasks();
    }

    private void listen(boolean greetFirst, String... supported) {
        channel.pipeline().addLast(Multistream.listen(Set.of(supported)::contains, greetFirst, TIMEOUT, outcome));
        channel.runPendingTasks();
    }

    private void receive(String... messages) {
        channel.writeInbound(message(messages));
    }

    private static ByteBuf message(String... texts) {
        ByteBuf out = Unpooled.buffer();
        for (String text : texts) {
            Message.write(out, text);
        }
        return out;
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, UTF_8);
    }

    private List<String> sent() {
        ByteBuf bytes = Unpooled.copiedBuffer(sentText(), UTF_8);
        List<String> messages = new ArrayList<>();
        while (bytes.isReadable()) {
            messages.add(Message.read(bytes));
        }
        return messages;
    }

    private String sentText() {
        channel.runPendingTasks();
        StringBuilder text = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            text.append(part.toString(UTF_8));
            part.release();
        }
        return text.toString();
    }

    private String received() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
            text.append(part.toString(UTF_8));
            part.release();
        }
        return text.toString();
    }

    private static final class Outcome implements NegotiationListener {
        String agreed;
        Throwable failure;

        @Override
        public void agreed(String protocolId) {
            agreed = protocolId;
        }

        @Override
        public void failed(Throwable cause) {
            failure = cause;
        }
    }
}
