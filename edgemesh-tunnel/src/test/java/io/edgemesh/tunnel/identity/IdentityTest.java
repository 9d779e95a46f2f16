package io.edgemesh.tunnel.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.IdentityVectors;
import io.edgemesh.tunnel.IdentityVectors.NodeIdentity;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdentityTest {
    private static final SwarmSecret SECRET = SwarmSecret.ofEdgeMeshFile("edgemesh".getBytes(StandardCharsets.UTF_8));

    static List<NodeIdentity> deployedAgents() {
        return IdentityVectors.identities();
    }

    @ParameterizedTest
    @MethodSource("deployedAgents")
    void aNodeNameGivesThePeerIdThatAGoAgentOfThisNameHas(NodeIdentity agent) {
        Identity identity = Identity.ofNodeName(agent.nodeName());

        assertThat(identity.keyPair().peerId()).hasToString(agent.peerId());
        assertThat(HexFormat.of().formatHex(identity.keyPair().toSecretBytes()))
                .startsWith("08011240" + agent.ed25519Seed());
        assertThat(Identity.ofNodeName("other").peerIdOf(agent.nodeName())).hasToString(agent.peerId());
    }

    @Test
    void membersOfASwarmComputeEachOthersPeerIdsFromItsSecret() {
        Identity alice = Identity.ofSecret(SECRET, "alice");
        Identity bob = Identity.ofSecret(SECRET, "bob");

        assertThat(alice.peerIdOf("bob")).isEqualTo(bob.keyPair().peerId());
        assertThat(alice.keyPair().peerId()).isNotEqualTo(bob.keyPair().peerId());
    }

    @Test
    void theSameNameIsAnotherPeerInAnotherSwarm() {
        SwarmSecret other = SwarmSecret.ofEdgeMeshFile(new byte[] {1});

        assertThat(Identity.ofSecret(other, "alice").keyPair().peerId())
                .isNotEqualTo(Identity.ofSecret(SECRET, "alice").keyPair().peerId());
    }

    @Test
    void aSecretIdentityNeverChangesBetweenReleases() {
        // Computed from the documented derivation by another HKDF and Ed25519 implementation.
        assertThat(Identity.ofSecret(SECRET, "edge-1").keyPair().peerId())
                .hasToString("12D3KooWN51XizPFMDpQY4smoncEQKvr9wa1iMokcLNS6GmJzVYj");
    }

    @Test
    void anOwnKeyKnowsTheOthersFromItsListOnly() {
        PeerKeyPair key = PeerKeyPair.ofSeed(new byte[32]);
        PeerId bob = PeerKeyPair.ofSeed(SECRET.derive("test", "bob")).peerId();

        Identity identity = Identity.ofKey(key, Map.of("bob", bob));

        assertThat(identity.keyPair()).isSameAs(key);
        assertThat(identity.peerIdOf("bob")).isEqualTo(bob);
        assertThat(identity.peerIdOf("carol")).isNull();
    }

    @Test
    void showsNoSecretInItsText() {
        PeerKeyPair key = PeerKeyPair.ofSeed(SECRET.derive("test", "alice"));

        assertThat(key).hasToString("PeerKeyPair[" + key.peerId() + ']');
        assertThat(Identity.ofSecret(SECRET, "alice").toString())
                .contains("SwarmSecret[hidden]")
                .doesNotContain("[B@");
    }

    @Test
    void readsAKeyBackFromTheFormsThatFilesHave() {
        PeerKeyPair key = PeerKeyPair.ofSeed(SECRET.derive("test", "alice"));
        byte[] pkcs8 = Ed25519.privateKey(SECRET.derive("test", "alice")).getEncoded();

        assertThat(PeerKeyPair.from(key.toSecretBytes()).peerId()).isEqualTo(key.peerId());
        assertThat(PeerKeyPair.ofPkcs8(pkcs8).peerId()).isEqualTo(key.peerId());
    }

    @Test
    void readsTheKeyOfTheSpecification() {
        byte[] message = HexFormat.of()
                .parseHex("080112407e0830617c4a7de83925dfb2694556b12936c477a0e1feb2e148ec9da60fee7d"
                        + "1ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e");

        assertThat(PeerKeyPair.from(message).publicKey().toBytes())
                .asHexString()
                .isEqualToIgnoringCase("080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e");
    }

    @Test
    void refusesAKeyWhoseHalvesDoNotBelongTogether() {
        byte[] message = PeerKeyPair.ofSeed(new byte[32]).toSecretBytes();
        message[message.length - 1] ^= 1;

        assertThatThrownBy(() -> PeerKeyPair.from(message))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("does not belong");
    }
}
