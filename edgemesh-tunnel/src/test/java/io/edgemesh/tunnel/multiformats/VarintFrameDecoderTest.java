package io.edgemesh.tunnel.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class VarintFrameDecoderTest {
    @Test
    void keepsAMessageBackUntilItsLastByteArrives() {
        var channel = new EmbeddedChannel(new VarintFrameDecoder(16));

        assertThat(channel.writeInbound(bytes(3, 1, 2))).isFalse();
        assertThat(channel.writeInbound(bytes(3))).isTrue();

        assertThat(take(channel)).isEqualTo("010203");
    }

    @Test
    void refusesALengthAboveTheLimitBeforeReadingTheBody() {
        var channel = new EmbeddedChannel(new VarintFrameDecoder(16));

        assertThatThrownBy(() -> channel.writeInbound(bytes(17)))
                .isInstanceOf(TooLongFrameException.class)
                .hasMessageContaining("limit: 16");
    }

    @Test
    void deliversNothingThatFollowsARefusedLength() {
        var channel = new EmbeddedChannel(new VarintFrameDecoder(16));
        assertThatThrownBy(() -> channel.writeInbound(bytes(17))).isInstanceOf(TooLongFrameException.class);

        channel.writeInbound(bytes(1, 7));

        assertThat((Object) channel.readInbound()).isNull();
    }

    @Test
    void refusesAPaddedLength() {
        var channel = new EmbeddedChannel(new VarintFrameDecoder(16));

        assertThatThrownBy(() -> channel.writeInbound(bytes(0x81, 0)))
                .isInstanceOf(DecoderException.class)
                .hasCauseInstanceOf(MalformedException.class);
    }

    @Test
    void passesOnWhatItHasNotCutWhenItIsRemoved() {
        var channel = new EmbeddedChannel(new VarintFrameDecoder(16));
        channel.writeInbound(bytes(1, 7, 5, 1));
        assertThat(take(channel)).isEqualTo("07");

        channel.pipeline().remove(VarintFrameDecoder.class);

        assertThat(take(channel)).isEqualTo("0501");
    }

    @Property(tries = 200)
    void cuttingTheStreamElsewhereYieldsTheSameMessages(
            @ForAll @Size(max = 8) List<@Size(max = 300) byte[]> messages,
            @ForAll @IntRange(min = 1, max = 64) int piece) {
        var encoder = new EmbeddedChannel(VarintFrameEncoder.INSTANCE);
        messages.forEach(message -> encoder.writeOutbound(Unpooled.wrappedBuffer(message)));
        ByteBuf stream = drain(encoder);

        var decoder = new EmbeddedChannel(new VarintFrameDecoder(300));
        while (stream.isReadable()) {
            decoder.writeInbound(stream.readRetainedSlice(Math.min(piece, stream.readableBytes())));
        }

        List<String> read = new ArrayList<>();
        while (!decoder.inboundMessages().isEmpty()) {
            read.add(take(decoder));
        }
        assertThat(read).isEqualTo(messages.stream().map(ByteBufUtil::hexDump).toList());
        stream.release();
    }

    private static ByteBuf drain(EmbeddedChannel channel) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            all.writeBytes(next);
            next.release();
        }
        return all;
    }

    private static String take(EmbeddedChannel channel) {
        ByteBuf message = channel.readInbound();
        try {
            return ByteBufUtil.hexDump(message);
        } finally {
            message.release();
        }
    }

    private static ByteBuf bytes(int... values) {
        ByteBuf buffer = Unpooled.buffer(values.length);
        for (int value : values) {
            buffer.writeByte(value);
        }
        return buffer;
    }
}
