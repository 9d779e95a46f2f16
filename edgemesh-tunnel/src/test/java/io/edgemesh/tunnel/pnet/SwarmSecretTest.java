package io.edgemesh.tunnel.pnet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.IdentityVectors;
import io.edgemesh.tunnel.IdentityVectors.Psk;
import io.edgemesh.tunnel.multiformats.MalformedException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SwarmSecretTest {
    private static final String HEX = "fb4f6a0b7e7d1c9f3f4d2a1b5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d";

    static List<Psk> deployedSwarms() {
        return IdentityVectors.psks();
    }

    @ParameterizedTest
    @MethodSource("deployedSwarms")
    void takesFromAPskFileWhatGoAgentsTakeFromIt(Psk psk) {
        SwarmSecret secret = SwarmSecret.ofEdgeMeshFile(HexFormat.of().parseHex(psk.fileBytesHex()));

        assertThat(secret.key()).asHexString().isEqualToIgnoringCase(psk.pskHex());
    }

    @Test
    void readsASwarmKeyInBothOfItsEncodings() {
        String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(HEX));

        SwarmSecret fromHex = SwarmSecret.parseSwarmKey("/key/swarm/psk/1.0.0/\n/base16/\n" + HEX + "\n");

        assertThat(fromHex.key()).asHexString().isEqualToIgnoringCase(HEX);
        assertThat(SwarmSecret.parseSwarmKey("/key/swarm/psk/1.0.0/\r\n/base64/\r\n" + base64))
                .isEqualTo(fromHex);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/key/swarm/psk/1.0.0/",
                "/key/swarm/psk/2.0.0/\n/base16/\n" + HEX,
                "/key/swarm/psk/1.0.0/\n/base58/\n" + HEX,
                "/key/swarm/psk/1.0.0/\n/base16/\n" + HEX + "00",
                "/key/swarm/psk/1.0.0/\n/base16/\nxyz" + HEX,
                "/key/swarm/psk/1.0.0/\n/base64/\n" + HEX
            })
    void refusesWhatIsNoSwarmKeyWithoutQuotingIt(String text) {
        assertThatThrownBy(() -> SwarmSecret.parseSwarmKey(text))
                .isInstanceOf(MalformedException.class)
                .hasMessageNotContaining(HEX);
    }

    @Test
    void tellsASwarmKeyFromOtherFiles() {
        assertThat(SwarmSecret.looksLikeSwarmKey(("/key/swarm/psk/1.0.0/\n/base16/\n" + HEX).getBytes(UTF_8)))
                .isTrue();
        assertThat(SwarmSecret.looksLikeSwarmKey("edgemesh".getBytes(UTF_8))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "edgemesh, true",
        "'', true",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, true",
        "1234567890123456789012345678901234, true",
        "0123456789abcdef0123456789abcde, true",
        "0123456789abcdef0123456789abcdef, false",
        "JugH9H1P1XBouyO5pWGeZa8LtipDURrf17EJvUHcJGuQ=, false",
    })
    void warnsOfSecretsThatCanBeGuessed(String file, boolean weak) {
        assertThat(SwarmSecret.ofEdgeMeshFile((file + "\n").getBytes(UTF_8)).weak())
                .isEqualTo(weak);
    }

    @Test
    void derivesSomethingElseForEveryPurposeAndSubject() {
        SwarmSecret secret = SwarmSecret.ofEdgeMeshFile(new byte[0]);

        assertThat(secret.derive("a", "b")).hasSize(32).isEqualTo(secret.derive("a", "b"));
        assertThat(secret.derive("a", "b"))
                .isNotEqualTo(secret.derive("b", "a"))
                .isNotEqualTo(secret.key());
    }

    @Test
    void showsNothingOfItself() {
        SwarmSecret secret = SwarmSecret.ofEdgeMeshFile("edgemesh".getBytes(UTF_8));

        assertThat(secret).hasToString("SwarmSecret[hidden]").isNotEqualTo(SwarmSecret.ofEdgeMeshFile(new byte[0]));
    }

    @Property
    void anyTextIsASwarmKeyOrMalformed(@ForAll @StringLength(max = 120) String text) {
        for (String tried :
                List.of(text, "/key/swarm/psk/1.0.0/\n/base16/\n" + text, "/key/swarm/psk/1.0.0/\n/base64/\n" + text)) {
            try {
                assertThat(SwarmSecret.parseSwarmKey(tried).key()).hasSize(32);
            } catch (MalformedException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }
}
