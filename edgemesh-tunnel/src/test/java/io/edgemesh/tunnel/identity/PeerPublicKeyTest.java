package io.edgemesh.tunnel.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerPublicKeyTest {
    private static final byte[] MESSAGE = "signed by another implementation".getBytes(UTF_8);

    @ParameterizedTest
    @CsvSource({"RSA, 2048, SHA256withRSA, RSA", "EC, 256, SHA256withECDSA, ECDSA", "Ed25519, 255, Ed25519, ED25519"})
    void verifiesEveryTypeOfKeyThatJavaKnows(String algorithm, int bits, String signing, KeyType type)
            throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        KeyPair pair = generator.generateKeyPair();
        Signature signature = Signature.getInstance(signing);
        signature.initSign(pair.getPrivate());
        signature.update(MESSAGE);
        byte[] signed = signature.sign();
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] data = type == KeyType.ED25519 ? Arrays.copyOfRange(encoded, 12, 44) : encoded;

        PeerPublicKey key = PeerPublicKey.from(message(type, data));

        assertThat(key.type()).isEqualTo(type);
        assertThat(key.verify(MESSAGE, signed)).isTrue();
        assertThat(key.verify(new byte[] {1}, signed)).isFalse();
        assertThat(key.toBytes()).isEqualTo(message(type, data));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3045022018144d795c179e1f93e073d35347bfc386dae70a34120ada5e80c91e9c2cc238"
                        + "022100c81b7a3e47444dd82d48a21cf6aa0e52cd5830e324d99374e56341eae9f419ee",
                "304402207b385d9ed41e790bc201c0a815b98c22d4b795710ace94918658bdc6fb32e4dd"
                        + "0220156c2cf68afb67544387a9fd59e5359ef2eca6ca4862c83baaea0d827abb0a4c"
            })
    void verifiesSecp256k1SignaturesThatOpensslMade(String signature) {
        PeerPublicKey key = secp256k1();
        byte[] signed = HexFormat.of().parseHex(signature);

        assertThat(key.verify(MESSAGE, signed)).isTrue();
        assertThat(key.verify("something else".getBytes(UTF_8), signed)).isFalse();
    }

    @Test
    void isHeldByThePeerIdIfItIsShort() {
        PeerPublicKey key = secp256k1();

        assertThat(PeerPublicKey.within(key.peerId())).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(PeerPublicKey.within(PeerId.parse("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N")))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0801",
                "080112021234",
                "08021221ff",
                "0804120101",
                "0800120411223344",
                "0803120411223344",
                "12020000"
            })
    void refusesWhatIsNotAKeyOfItsType(String hex) {
        assertThatThrownBy(() -> PeerPublicKey.from(HexFormat.of().parseHex(hex)))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesAnRsaKeyThatIsTooShortToBeSafe() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        byte[] data = generator.generateKeyPair().getPublic().getEncoded();

        assertThatThrownBy(() -> PeerPublicKey.from(message(KeyType.RSA, data))).hasMessageContaining("1024 bits");
    }

    @Property(tries = 200)
    void answersAnyDataWithAKeyOrARefusal(@ForAll KeyType type, @ForAll @Size(max = 64) byte[] data) {
        try {
            PeerPublicKey key = PeerPublicKey.from(message(type, data));
            assertThat(key.verify(data, data)).isFalse();
        } catch (MalformedException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Property(tries = 50)
    void answersAnySecp256k1SignatureWithFalse(
            @ForAll @IntRange(min = 0, max = 71) int position, @ForAll @IntRange(min = 0, max = 7) int bit) {
        byte[] signature = HexFormat.of()
                .parseHex("3045022018144d795c179e1f93e073d35347bfc386dae70a34120ada5e80c91e9c2cc238"
                        + "022100c81b7a3e47444dd82d48a21cf6aa0e52cd5830e324d99374e56341eae9f419ee");
        signature[position % signature.length] ^= (byte) (1 << bit);

        assertThat(secp256k1().verify(MESSAGE, signature)).isFalse();
    }

    private static PeerPublicKey secp256k1() {
        return PeerPublicKey.from(message(
                KeyType.SECP256K1,
                HexFormat.of().parseHex("03a99dca3c6403dffaa9a8e271fd632092200cf2575b870bda6d1d66ed59ae5784")));
    }

    private static byte[] message(KeyType type, byte[] data) {
        ByteBuf out = Unpooled.buffer();
        new ProtoWriter(out).uint64(1, type.ordinal()).bytes(2, data);
        return ByteBufUtil.getBytes(out);
    }
}
