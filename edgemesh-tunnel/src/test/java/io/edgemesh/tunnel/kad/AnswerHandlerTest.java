package io.edgemesh.tunnel.kad;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.PeerProtocolException;
import io.edgemesh.tunnel.fakes.EmbeddedStream;
import io.edgemesh.tunnel.kad.KadMessage.Type;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnswerHandlerTest {
    private final EmbeddedStream stream = new EmbeddedStream();
    private final List<KadMessage> questions = new ArrayList<>();

    @BeforeEach
    void serve() {
        AnswerHandler.install(stream, this::answer);
    }

    @AfterEach
    void release() {
        stream.finishAndReleaseAll();
    }

    private @Nullable KadMessage answer(KadMessage question) {
        questions.add(question);
        return switch (question.type()) {
            case ADD_PROVIDER -> null;
            case PUT_VALUE -> throw new PeerProtocolException("no values here");
            default -> question;
        };
    }

    @Test
    void answersOneQuestionAfterAnother() {
        stream.writeInbound(framed("0805"), framed("080212010a"), framed("0804120101"));

        assertThat(questions)
                .extracting(KadMessage::type)
                .containsExactly(Type.PING, Type.ADD_PROVIDER, Type.FIND_NODE);
        assertThat(written()).isEqualTo("020805" + "050804120101");
        assertThat(stream.isOpen()).isTrue();
    }

    @Test
    void resetsTheStreamOfOneThatAsksWhatCannotBeAnswered() {
        stream.writeInbound(framed("0800"));

        assertThat(stream.wasReset()).isTrue();
    }

    @Test
    void resetsTheStreamOfOneThatDoesNotSpeakTheProtocol() {
        stream.writeInbound(framed("ffff"));

        assertThat(stream.wasReset()).isTrue();
    }

    @Test
    void resetsTheStreamOfOneThatSaysNothingForAMinute() {
        stream.advanceTimeBy(61, TimeUnit.SECONDS);
        stream.runScheduledPendingTasks();

        assertThat(stream.wasReset()).isTrue();
    }

    @Test
    void endsWithThePeer() {
        stream.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

        assertThat(stream.isOpen()).isFalse();
        assertThat(stream.wasReset()).isFalse();
    }

    @Test
    void doesNotReadOneThatDoesNotReadItsAnswers() {
        stream.config().setAutoRead(true);

        stream.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        stream.runPendingTasks();
        assertThat(stream.config().isAutoRead()).isFalse();

        stream.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        stream.runPendingTasks();
        assertThat(stream.config().isAutoRead()).isTrue();
    }

    private static ByteBuf framed(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(String.format("%02x", hex.length() / 2) + hex));
    }

    private String written() {
        StringBuilder hex = new StringBuilder();
        for (ByteBuf part = stream.readOutbound(); part != null; part = stream.readOutbound()) {
            hex.append(ByteBufUtil.hexDump(part));
            part.release();
        }
        return hex.toString();
    }
}
