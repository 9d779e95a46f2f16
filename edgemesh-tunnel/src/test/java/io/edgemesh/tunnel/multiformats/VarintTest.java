package io.edgemesh.tunnel.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VarintTest {
    @ParameterizedTest
    @CsvSource({"0, 00", "1, 01", "127, 7f", "128, 8001", "255, ff01", "300, ac02", "16384, 808001"})
    void encodesTheExamplesOfTheSpecification(long value, String hex) {
        ByteBuf out = Unpooled.buffer();

        Varint.write(out, value);

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8000", "ff00", "81808000"})
    void refusesPadding(String hex) {
        ByteBuf in = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));

        assertThatThrownBy(() -> Varint.read(in)).isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesATenthByte() {
        ByteBuf in = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("80808080808080808001"));

        assertThatThrownBy(() -> Varint.read(in)).hasMessageContaining("longer than 9 bytes");
    }

    @Test
    void leavesTheReaderIndexAloneUntilTheLastByteArrives() {
        ByteBuf in = Unpooled.wrappedBuffer(new byte[] {(byte) 0x80});

        assertThat(Varint.read(in)).isEqualTo(-1);
        assertThat(in.readerIndex()).isZero();
    }

    @Test
    void refusesToWriteANegativeValue() {
        assertThatThrownBy(() -> Varint.write(Unpooled.buffer(), -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void readsWhatItWrote(@ForAll @LongRange(min = 0) long value) {
        ByteBuf buffer = Unpooled.buffer();

        Varint.write(buffer, value);

        assertThat(buffer.readableBytes()).isEqualTo(Varint.size(value)).isLessThanOrEqualTo(Varint.MAX_BYTES);
        assertThat(Varint.read(buffer)).isEqualTo(value);
        assertThat(buffer.isReadable()).isFalse();
    }

    @Property
    void anythingItAcceptsIsTheOneEncodingOfItsValue(@ForAll @Size(max = 12) byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        try {
            long value = Varint.read(in);
            if (value >= 0) {
                ByteBuf again = Unpooled.buffer();
                Varint.write(again, value);
                assertThat(again).isEqualTo(in.slice(0, in.readerIndex()));
            }
        } catch (MalformedException e) {
            assertThat(in.readerIndex()).isZero();
        }
    }
}
