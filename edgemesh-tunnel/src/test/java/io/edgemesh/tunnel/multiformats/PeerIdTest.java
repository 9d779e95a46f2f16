package io.edgemesh.tunnel.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerIdTest {
    private static final String HASHED = "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N";
    private static final String INLINED = "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA";

    @ParameterizedTest
    @ValueSource(strings = {HASHED, INLINED})
    void readsAndWritesBothKindsInEveryForm(String text) {
        PeerId peerId = PeerId.parse(text);

        assertThat(peerId).hasToString(text).isEqualTo(PeerId.from(peerId.toBytes()));
        assertThat(PeerId.parse(peerId.toCid())).isEqualTo(peerId).hasSameHashCodeAs(peerId);
    }

    @Test
    void readsTheCidOfTheSpecification() {
        PeerId peerId = PeerId.parse("bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe");

        assertThat(peerId).hasToString(HASHED);
    }

    @Test
    void holdsAShortKeyAsItIsAndALongOneAsDigest() {
        byte[] shortKey = new byte[36];
        byte[] longKey = new byte[43];

        assertThat(PeerId.ofPublicKey(shortKey).inlinedKey()).isEqualTo(shortKey);
        assertThat(PeerId.ofPublicKey(longKey).inlinedKey()).isNull();
        assertThat(PeerId.ofPublicKey(longKey).toString()).startsWith("Qm");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Qm",
                "12D3KooW",
                "not a peer",
                "bafybeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe",
                "b",
                "z",
                "11"
            })
    void refusesWhatIsNotAPeerIdAndQuotesIt(String text) {
        assertThatThrownBy(() -> PeerId.parse(text))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("\"" + text + "\" is not a peer id");
    }

    @Property
    void answersAnyBytesWithTheSameBytesOrARefusal(@ForAll @Size(max = 64) byte[] bytes) {
        try {
            assertThat(PeerId.from(bytes).toBytes()).isEqualTo(bytes);
        } catch (MalformedException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Property
    void answersAnyTextWithAPeerIdOrARefusal(@ForAll @StringLength(max = 80) String text) {
        try {
            assertThat(PeerId.parse(text).toBytes()).isNotEmpty();
        } catch (MalformedException e) {
            assertThat(e).hasMessageContaining("is not a peer id");
        }
    }
}
