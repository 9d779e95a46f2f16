package io.edgemesh.tunnel.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The examples of {@code docs/wire-protocol.md}, byte for byte, and the laws of the messages. */
class WireFormatTest {
    private static final ProxyRequest TCP = new ProxyRequest(
            Protocol.TCP,
            new InetSocketAddress("10.244.1.7", 8080),
            "",
            new InetSocketAddress("192.168.1.20", 50000),
            Duration.ofSeconds(5));
    private static final ProxyRequest UDP_OVER_IPV6 =
            new ProxyRequest(Protocol.UDP, new InetSocketAddress("fd00::7", 53), "", null, Duration.ofMillis(10_000));

    @Test
    void theExamplesOfTheSpecificationAreWhatIsSent() throws Exception {
        String specification = Files.readString(Path.of("..", "docs", "wire-protocol.md"));

        assertThat(specification)
                .contains(hex(out -> NativeProxyDialect.INSTANCE.writeRequest(TCP, out)))
                .contains(hex(out -> NativeProxyDialect.INSTANCE.writeRequest(UDP_OVER_IPV6, out)))
                .contains(hex(out -> NativeProxyDialect.INSTANCE.writeRequest(withId(TCP, 4711), out)))
                .contains(hex(out -> Cancellation.write(4711, out)))
                .contains(hex(out -> NativeProxyDialect.INSTANCE.writeAnswer(ProxyAnswer.CONNECTED, out)))
                .contains(hex(out -> NativeProxyDialect.INSTANCE.writeAnswer(
                        new ProxyAnswer(Refusal.DENIED, "10.244.1.7:8080 is not on edge-b"), out)))
                .contains(hex(out -> Discovery.write(out, 0, new Introduction("edge-a", 0x1234))));
    }

    private static ProxyRequest withId(ProxyRequest request, long id) {
        return new ProxyRequest(
                request.protocol(), request.target(), request.node(), request.client(), request.timeout(), id);
    }

    @Test
    void theFlowOfTheSpecificationIsWhatIsSent() throws Exception {
        EmbeddedChannel stream = new EmbeddedChannel();
        ProxyRequest request = new ProxyRequest(
                Protocol.UDP, new InetSocketAddress("10.244.1.7", 53), "", null, Duration.ofMillis(10_000));

        Channel flow = FlowDialler.on(stream).open(request);
        flow.writeAndFlush(Unpooled.copiedBuffer("hi", StandardCharsets.US_ASCII));
        flow.close();
        stream.runPendingTasks();

        String specification = Files.readString(Path.of("..", "docs", "wire-protocol.md"));
        List<String> frames = new ArrayList<>();
        for (ByteBuf frame = stream.readOutbound(); frame != null; frame = stream.readOutbound()) {
            frames.add(ByteBufUtil.hexDump(frame));
            frame.release();
        }
        String sent = String.join("", frames);
        assertThat(sent).isEqualTo("0e05080212040af40107183530904e" + "03046869" + "03060800");
        assertThat(specification).contains("0e05080212040af40107183530904e", "03046869", "03060800");
        stream.finishAndReleaseAll();
    }

    @Test
    void readsTheRequestThatAGoAgentSends() {
        ByteBuf message = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(
                "0800" + "1203746370" + "1a06656467652d62" + "220a31302e3234342e312e37" + "28903f"));

        ProxyRequest request = GoProxyDialect.INSTANCE.readRequest(message);

        assertThat(request.protocol()).isEqualTo(Protocol.TCP);
        assertThat(request.node()).isEqualTo("edge-b");
        assertThat(request.target()).isEqualTo(new InetSocketAddress("10.244.1.7", 8080));
    }

    @Test
    void passesOverFieldsOfLaterVersions() {
        ByteBuf message = Unpooled.buffer();
        NativeProxyDialect.INSTANCE.writeRequest(TCP, message);
        message.writeBytes(new byte[] {(byte) 0xfa, 0x01, 2, 1, 2}); // field 31

        assertThat(NativeProxyDialect.INSTANCE.readRequest(message)).isEqualTo(TCP);
    }

    @Test
    void boundsTheTimeThatAPeerMayAskFor() {
        ProxyRequest endless = new ProxyRequest(Protocol.TCP, Streams.loopback(1), "", null, Duration.ofDays(1));
        ByteBuf message = Unpooled.buffer();
        NativeProxyDialect.INSTANCE.writeRequest(endless, message);

        assertThat(NativeProxyDialect.INSTANCE.readRequest(message).timeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void refusalsArriveAsTheyWereSent(Refusal refusal) {
        ByteBuf message = Unpooled.buffer();
        NativeProxyDialect.INSTANCE.writeAnswer(new ProxyAnswer(refusal, "why"), message);

        assertThat(NativeProxyDialect.INSTANCE.readAnswer(message)).isEqualTo(new ProxyAnswer(refusal, "why"));
    }

    @Test
    void takesARefusalOfALaterVersionForARefusal() {
        ByteBuf message = Unpooled.wrappedBuffer(new byte[] {8, 99});

        assertThat(NativeProxyDialect.INSTANCE.readAnswer(message).refusal()).isEqualTo(Refusal.OTHER);
    }

    @Test
    void anAnswerStaysWithinTheLimitHoweverLongItsReason() {
        ByteBuf message = Unpooled.buffer();
        NativeProxyDialect.INSTANCE.writeAnswer(new ProxyAnswer(Refusal.OTHER, "\u20ac".repeat(10_000)), message);

        assertThat(message.readableBytes()).isLessThan(ProxyDialect.MAX_MESSAGE_BYTES);
    }

    @Property
    void requestsArriveAsTheyWereSent(
            @ForAll boolean udp,
            @ForAll @Size(4) byte[] ip,
            @ForAll @IntRange(min = 1, max = 65535) int port,
            @ForAll @IntRange(min = 1, max = 30_000) int timeoutMillis,
            @ForAll @LongRange(min = 0) long id)
            throws Exception {
        ProxyRequest request = new ProxyRequest(
                udp ? Protocol.UDP : Protocol.TCP,
                new InetSocketAddress(java.net.InetAddress.getByAddress(ip), port),
                "",
                null,
                Duration.ofMillis(timeoutMillis),
                id);
        ByteBuf message = Unpooled.buffer();
        NativeProxyDialect.INSTANCE.writeRequest(request, message);

        assertThat(NativeProxyDialect.INSTANCE.readRequest(message)).isEqualTo(request);
    }

    @Property
    void anyBytesAreAMessageOrMalformed(@ForAll @Size(max = 80) byte[] bytes) {
        for (Consumer<ByteBuf> reader : Arrays.<Consumer<ByteBuf>>asList(
                NativeProxyDialect.INSTANCE::readRequest,
                NativeProxyDialect.INSTANCE::readAnswer,
                GoProxyDialect.INSTANCE::readRequest,
                GoProxyDialect.INSTANCE::readAnswer,
                message -> Discovery.read(message, 0))) {
            try {
                reader.accept(Unpooled.wrappedBuffer(bytes));
            } catch (MalformedException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void refusesAnAddressThatIsNone() {
        assertThatThrownBy(() -> NativeProxyDialect.INSTANCE.readRequest(
                        Unpooled.wrappedBuffer(new byte[] {8, 1, 18, 3, 1, 2, 3, 24, 80})))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("IP address of 3 bytes");
    }

    private static String hex(Consumer<ByteBuf> writer) {
        ByteBuf message = Messages.delimited(UnpooledByteBufAllocator.DEFAULT, writer);
        try {
            return ByteBufUtil.hexDump(message);
        } finally {
            message.release();
        }
    }
}
