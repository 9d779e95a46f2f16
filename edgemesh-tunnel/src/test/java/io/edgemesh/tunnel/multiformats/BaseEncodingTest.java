package io.edgemesh.tunnel.multiformats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufUtil;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseEncodingTest {
    @ParameterizedTest
    @CsvSource({"48656c6c6f20576f726c6421, 2NEpo7TZRRrLZSi2U", "0000287fb4cd, 11233QC4", "'', ''", "00, 1"})
    void writesTheExamplesOfTheBase58Draft(String hex, String text) {
        byte[] bytes = ByteBufUtil.decodeHexDump(hex);

        assertThat(Base58.encode(bytes)).isEqualTo(text);
        assertThat(Base58.decode(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"f, my", "fo, mzxq", "foo, mzxw6", "foob, mzxw6yq", "fooba, mzxw6ytb", "foobar, mzxw6ytboi", "'', ''"})
    void writesTheExamplesOfRfc4648(String plain, String text) {
        assertThat(Base32.encode(plain.getBytes(UTF_8))).isEqualTo(text);
        assertThat(Base32.decode(text)).asString(UTF_8).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"m", "mz1", "mzx", "mzxw6ytbo", "mzxr", "ä"})
    void refusesBase32WithForeignCharactersOrBitsLeftOver(String text) {
        assertThatThrownBy(() -> Base32.decode(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesBase58OfForeignCharactersOrTooManyOfThem() {
        assertThatThrownBy(() -> Base58.decode("O0Il")).hasMessageContaining("'O'");
        assertThatThrownBy(() -> Base58.decode("ß")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Base58.decode("2".repeat(257))).hasMessageContaining("limit: 256");
    }

    @Property
    void decodesWhatItEncoded(@ForAll @Size(max = 64) byte[] bytes) {
        assertThat(Base58.decode(Base58.encode(bytes))).isEqualTo(bytes);
        assertThat(Base32.decode(Base32.encode(bytes))).isEqualTo(bytes);
    }

    @Property
    void answersAnyTextWithBytesOrARefusal(@ForAll @StringLength(max = 80) String text) {
        try {
            assertThat(Base32.encode(Base32.decode(text))).isEqualToIgnoringCase(text);
        } catch (MalformedException e) {
            assertThat(e).hasMessageContaining("base32");
        }
        try {
            assertThat(Base58.encode(Base58.decode(text))).isEqualTo(text);
        } catch (MalformedException e) {
            assertThat(e).hasMessageContaining("base58");
        }
    }
}
