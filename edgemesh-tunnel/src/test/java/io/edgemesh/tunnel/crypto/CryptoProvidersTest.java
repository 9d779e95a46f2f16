package io.edgemesh.tunnel.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CryptoProvidersTest {
    private static final byte[] KEY = new byte[32];
    private static final byte[] ASSOCIATED = "header".getBytes(US_ASCII);
    private static final byte[] PLAIN = "the quick brown fox jumps over the lazy dog".getBytes(US_ASCII);
    // Made with another implementation: key of zeros, nonce 00000000 0700000000000000, the texts above.
    private static final String SEALED =
            "4c509db3c2d58204c0f8c18554c2bd00b7c7ad00ed08bf6157ffd0f5ebf1f895e5b132cb28100e0bf4d8c45155de9ca5f2d76f03b5dac7e700f3be";

    static List<CryptoProvider> providers() {
        return CryptoProviders.available();
    }

    @Test
    void prefersConscryptWhereItsJarIsThereAndAlwaysHasTheJdk() {
        assertThat(CryptoProviders.available()).extracting(CryptoProvider::name).containsExactly("conscrypt", "jdk");
        assertThat(CryptoProviders.best().name()).isEqualTo("conscrypt");
    }

    @Test
    void takesEd25519FromConscryptToo() {
        assertThat(CryptoProviders.ed25519().getName()).isEqualTo("Conscrypt");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void sealsAndOpensInPlaceOnTheHeapAndOffIt(CryptoProvider provider) throws GeneralSecurityException {
        for (ByteBuf buffer : List.of(Unpooled.buffer(100), Unpooled.directBuffer(100))) {
            buffer.writeZero(5).writeBytes(PLAIN).writeZero(Aead.TAG_LENGTH);

            provider.aead(KEY).seal(7, ASSOCIATED, buffer, 5, PLAIN.length);
            assertThat(ByteBufUtil.hexDump(buffer, 5, PLAIN.length + 16)).isEqualTo(SEALED);

            provider.aead(KEY).open(7, ASSOCIATED, buffer, 5, PLAIN.length + 16);
            assertThat(buffer.slice(5, PLAIN.length)).isEqualTo(Unpooled.wrappedBuffer(PLAIN));
            buffer.release();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void opensNothingThatWasChangedCutOffOrMeantForAnotherPlace(CryptoProvider provider) {
        byte[] sealed = HexFormat.of().parseHex(SEALED);
        byte[] changed = sealed.clone();
        changed[3] ^= 1;

        assertThatThrownBy(() ->
                        provider.aead(KEY).open(7, ASSOCIATED, Unpooled.wrappedBuffer(changed), 0, changed.length))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(
                        () -> provider.aead(KEY).open(8, ASSOCIATED, Unpooled.wrappedBuffer(sealed), 0, sealed.length))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(
                        () -> provider.aead(KEY).open(7, new byte[0], Unpooled.wrappedBuffer(sealed), 0, sealed.length))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> provider.aead(KEY).open(7, ASSOCIATED, Unpooled.wrappedBuffer(sealed), 0, 9))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void agreesWithEveryOtherProviderOnTheSharedSecret(CryptoProvider provider) throws GeneralSecurityException {
        X25519Key ours = provider.generateX25519();
        for (CryptoProvider other : providers()) {
            X25519Key theirs = other.generateX25519();

            assertThat(ours.agree(theirs.publicKey()))
                    .isEqualTo(theirs.agree(ours.publicKey()))
                    .hasSize(32);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void refusesAPublicKeyThatMakesTheSecretKnownToAll(CryptoProvider provider) {
        assertThatThrownBy(() -> provider.generateX25519().agree(new byte[32]))
                .isInstanceOf(GeneralSecurityException.class);
    }
}
