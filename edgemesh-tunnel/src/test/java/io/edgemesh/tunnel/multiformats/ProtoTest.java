package io.edgemesh.tunnel.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtoTest {
    @Test
    void writesTheExamplesOfTheEncodingGuide() {
        ByteBuf out = Unpooled.buffer();

        new ProtoWriter(out).uint64(1, 150).string(2, "testing").message(3, inner -> inner.uint64(1, 150));

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("089601" + "120774657374696e67" + "1a03089601");
    }

    @Test
    void skipsFieldsOfEveryTypeThatNobodyAskedFor() {
        ProtoReader in = reader("0a0161" + "0d01000000" + "110100000000000000" + "2005");

        long last = 0;
        while (in.next()) {
            last = in.field() == 4 ? in.uint64() : last;
        }

        assertThat(last).isEqualTo(5);
    }

    @Test
    void readsANegativeNumberOfTenBytes() {
        ProtoReader in = reader("08ffffffffffffffffff01");

        assertThat(in.next()).isTrue();
        assertThat(in.int32()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08",
                "0a05",
                "0a0561",
                "0d0102",
                "1101",
                "00",
                "0b",
                "0c",
                "0f",
                "08ffffffffffffffffffff01",
                "0affffffffffffffffff01",
                "ffffffffff7f"
            })
    void refusesWhatIsCutOffOrNotProtobuf(String hex) {
        ProtoReader in = reader(hex);

        assertThatThrownBy(in::next).isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesToTakeANumberForBytes() {
        ProtoReader in = reader("0801");
        in.next();

        assertThatThrownBy(in::bytes).hasMessageContaining("field 1").hasMessageContaining("expected: bytes");
    }

    @Test
    void refusesALengthBeyondTheMessageBeforeCopyingAnything() {
        ProtoReader in = reader("0affffffff0761");

        assertThatThrownBy(in::next).hasMessageContaining("2147483647 bytes").hasMessageContaining("only 1 more");
    }

    @Property
    void readsBackWhatItWrote(
            @ForAll @IntRange(min = 1, max = (1 << 29) - 1) int field,
            @ForAll long number,
            @ForAll @Size(max = 200) byte[] bytes,
            @ForAll String text) {
        ByteBuf out = Unpooled.buffer();
        new ProtoWriter(out)
                .uint64(field, number)
                .bytes(field, bytes)
                .message(field, m -> m.string(field, text).uint64(field, number));

        ProtoReader in = new ProtoReader(out);

        assertThat(in.next()).isTrue();
        assertThat(in.field()).isEqualTo(field);
        assertThat(in.uint64()).isEqualTo(number);
        assertThat(in.next()).isTrue();
        assertThat(in.bytes()).isEqualTo(bytes);
        assertThat(in.next()).isTrue();
        ProtoReader inner = in.message();
        assertThat(inner.next()).isTrue();
        assertThat(inner.slice().readableBytes()).isEqualTo(ByteBufUtil.utf8Bytes(text));
        assertThat(inner.next()).isTrue();
        assertThat(inner.uint64()).isEqualTo(number);
        assertThat(inner.next()).isFalse();
        assertThat(in.next()).isFalse();
    }

    @Property
    void answersAnyBytesWithFieldsOrARefusal(@ForAll @Size(max = 100) byte[] bytes) {
        ProtoReader in = new ProtoReader(Unpooled.wrappedBuffer(bytes));
        try {
            while (in.next()) {
                assertThat(in.field()).isPositive();
            }
        } catch (MalformedException e) {
            assertThat(e).hasMessageContaining("protobuf");
        }
    }

    private static ProtoReader reader(String hex) {
        return new ProtoReader(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    }
}
