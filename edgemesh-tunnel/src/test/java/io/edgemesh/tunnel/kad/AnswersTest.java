package io.edgemesh.tunnel.kad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.PeerProtocolException;
import io.edgemesh.tunnel.kad.KadMessage.Type;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnswersTest {
    private static final KadKey KEY = KadKey.ofRendezvous("here");
    private static final List<Multiaddr> ADDRESSES = List.of(Multiaddr.parse("/ip4/192.0.2.1/tcp/1"));

    private final RoutingTable table = new RoutingTable(Ids.id(0));
    private final ProviderStore providers = new ProviderStore(() -> Instant.EPOCH);
    private final Map<PeerId, List<Multiaddr>> connected = new HashMap<>();
    private final Answers answers =
            new Answers(Ids.id(0), table, providers, peerId -> connected.getOrDefault(peerId, List.of()));

    @BeforeEach
    void know30Peers() {
        for (int i = 1; i <= 30; i++) {
            table.offer(Ids.peer(i));
        }
    }

    @Test
    void namesThePeersNextToAKeyButNotTheOneThatAsks() {
        KadMessage answer = answers.answer(Ids.id(7), KadMessage.findNode(KadKey.of(Ids.id(7))));

        assertThat(answer.closerPeers())
                .isEqualTo(table.closest(KadKey.of(Ids.id(7)), 21).subList(1, 21));
    }

    @Test
    void namesItselfToOneThatLooksForIt() {
        connected.put(Ids.id(0), ADDRESSES);

        KadMessage answer = answers.answer(Ids.id(7), KadMessage.findNode(KadKey.of(Ids.id(0))));

        assertThat(answer.closerPeers()).containsExactly(new KadPeer(Ids.id(0), ADDRESSES));
    }

    @Test
    void namesAPeerThatIsConnectedEvenIfItIsNoMember() {
        connected.put(Ids.id(99), ADDRESSES);

        KadMessage answer = answers.answer(Ids.id(7), KadMessage.findNode(KadKey.of(Ids.id(99))));

        assertThat(answer.closerPeers()).hasSize(21).startsWith(new KadPeer(Ids.id(99), ADDRESSES));
    }

    @Test
    void answersALookupForTheTextOfAPeerIdAsGoAgentsAskForIt() {
        KadKey text = KadKey.of(Ids.id(7).toString().getBytes(StandardCharsets.US_ASCII));

        assertThat(answers.answer(Ids.id(7), KadMessage.findNode(text)).closerPeers())
                .hasSize(20);
    }

    @Test
    void tellsWhereConnectedPeersAreNow() {
        connected.put(Ids.id(8), ADDRESSES);
        providers.add(KEY, Ids.peer(8));

        KadMessage answer = answers.answer(Ids.id(7), KadMessage.getProviders(KEY));

        assertThat(answer.providers()).containsExactly(new KadPeer(Ids.id(8), ADDRESSES));
        assertThat(answer.closerPeers()).hasSize(20).contains(new KadPeer(Ids.id(8), ADDRESSES));
    }

    @Test
    void aPeerAnnouncesItself() {
        assertThat(answers.answer(Ids.id(40), KadMessage.addProvider(KEY, Ids.peer(40))))
                .isNull();

        assertThat(providers.of(KEY, 10)).containsExactly(Ids.peer(40));
    }

    @Test
    void aPeerDoesNotAnnounceAnother() {
        KadMessage both = new KadMessage(
                Type.ADD_PROVIDER, KEY, List.of(), List.of(Ids.peer(41), new KadPeer(Ids.id(40), List.of())));

        answers.answer(Ids.id(40), both);

        assertThat(providers.of(KEY, 10))
                .as("neither another nor itself without an address")
                .isEmpty();
    }

    @Test
    void answersAPing() {
        assertThat(answers.answer(Ids.id(40), KadMessage.ping())).isEqualTo(KadMessage.ping());
    }

    @Test
    void knowsNoValuesButWhoIsNearThem() {
        KadMessage answer = answers.answer(Ids.id(40), new KadMessage(Type.GET_VALUE, KEY, List.of(), List.of()));

        assertThat(answer.closerPeers()).hasSize(20);
        assertThatThrownBy(() -> answers.answer(Ids.id(40), new KadMessage(Type.PUT_VALUE, KEY, List.of(), List.of())))
                .isInstanceOf(PeerProtocolException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Type.class,
            names = {"FIND_NODE", "GET_VALUE", "GET_PROVIDERS", "ADD_PROVIDER"})
    void refusesAQuestionWithoutAKey(Type type) {
        assertThatThrownBy(() -> answers.answer(Ids.id(40), new KadMessage(type, null, List.of(), List.of())))
                .isInstanceOf(PeerProtocolException.class)
                .hasMessageContaining("without a key");
    }
}
