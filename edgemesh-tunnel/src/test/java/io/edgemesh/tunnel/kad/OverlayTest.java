package io.edgemesh.tunnel.kad;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.FakeConnection;
import io.edgemesh.tunnel.identify.PeerInfo;
import io.edgemesh.tunnel.kad.KadMessage.Type;
import io.edgemesh.tunnel.kad.SimulatedSwarm.Member;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlayTest {
    private static final KadKey RENDEZVOUS = KadKey.ofRendezvous("here");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aLookupEndsAtTheMembersNextToTheKey(long seed) {
        SimulatedSwarm swarm = new SimulatedSwarm(100, 5, seed);
        swarm.settle();

        List<KadPeer> closest = swarm.get(swarm.members.get(0).overlay.closest(RENDEZVOUS));

        List<KadPeer> nearestOthers = swarm.nearest(RENDEZVOUS, 100).stream()
                .filter(peer -> !peer.equals(Ids.peer(0)))
                .limit(RoutingTable.BUCKET_SIZE)
                .toList();
        assertThat(closest).isEqualTo(nearestOthers);
        assertThat(swarm.mostAsking).isLessThanOrEqualTo(Lookup.PARALLEL);
        assertThat(swarm.questions).isLessThan(60);
    }

    @Test
    void membersWhoKnowOnlyOneFindEachOtherAtTheRendezvous() {
        SimulatedSwarm swarm = new SimulatedSwarm(50, 0, 1);
        swarm.members.forEach(member -> member.table.offer(Ids.peer(0)));
        swarm.settle();

        swarm.members.forEach(member -> swarm.get(member.overlay.provide(RENDEZVOUS, member.peer.addresses())));
        swarm.rest(1000);

        for (Member member : swarm.members) {
            assertThat(swarm.get(member.overlay.providers(RENDEZVOUS)))
                    .hasSize(49)
                    .doesNotContain(member.peer);
        }
    }

    @Test
    void aLookupPassesOverMembersThatAreGoneAndForgetsThem() {
        SimulatedSwarm swarm = new SimulatedSwarm(100, 5, 1);
        swarm.settle();
        List<KadPeer> nearest = swarm.nearest(RENDEZVOUS, 40);
        swarm.members.stream()
                .filter(member -> nearest.indexOf(member.peer) % 2 == 1)
                .forEach(swarm::kill);
        Member asking = swarm.members.get(0);

        List<KadPeer> closest = swarm.get(asking.overlay.closest(RENDEZVOUS));

        List<KadPeer> nearestAlive = swarm.nearest(RENDEZVOUS, 10);
        assertThat(closest).startsWith(nearestAlive.toArray(KadPeer[]::new));
        assertThat(asking.table.closest(RENDEZVOUS, 10)).isSubsetOf(swarm.nearest(RENDEZVOUS, 100));
    }

    @Test
    void aMemberThatInventsEverNearerPeersLeadsNowhere() {
        SimulatedSwarm swarm = new SimulatedSwarm(50, 50, 1);
        AtomicInteger invented = new AtomicInteger(1000);
        swarm.members
                .subList(1, 10)
                .forEach(member -> member.liar = question -> {
                    List<KadPeer> ghosts = IntStream.range(0, 20)
                            .mapToObj(i -> Ids.peer(invented.incrementAndGet()))
                            .toList();
                    return new KadMessage(Type.FIND_NODE, null, ghosts, List.of());
                });

        List<KadPeer> closest = swarm.get(swarm.members.get(0).overlay.closest(RENDEZVOUS));

        assertThat(swarm.questions).isLessThanOrEqualTo(Lookup.MAX_QUESTIONS);
        assertThat(closest).isSubsetOf(swarm.nearest(RENDEZVOUS, 50)).isNotEmpty();
    }

    @Test
    void tellsWhereAPeerIsWithoutAskingThePeer() {
        SimulatedSwarm swarm = new SimulatedSwarm(50, 5, 1);
        swarm.settle();
        Member sought = swarm.members.get(40);
        swarm.kill(sought);

        assertThat(swarm.get(swarm.members.get(0).overlay.find(sought.peer.peerId())))
                .isEqualTo(sought.peer.addresses());
        assertThat(swarm.get(swarm.members.get(0).overlay.find(Ids.id(999)))).isEmpty();
    }

    @Test
    void aloneItFindsNobody() {
        SimulatedSwarm swarm = new SimulatedSwarm(1, 0, 1);

        assertThat(swarm.get(swarm.members.get(0).overlay.providers(RENDEZVOUS)))
                .isEmpty();
    }

    @Test
    void aNewcomerTakesThePlaceOfTheOldestOnlyIfThatIsGone() {
        SimulatedSwarm swarm = new SimulatedSwarm(100, 0, 1);
        Member member = swarm.members.get(0);
        List<KadPeer> sameBucket = swarm.members.stream()
                .map(other -> other.peer)
                .filter(other -> KadKey.of(other.peerId()).sharedPrefix(KadKey.of(member.peer.peerId())) == 0)
                .toList();
        sameBucket.subList(0, 20).forEach(member.table::offer);
        swarm.members.stream()
                .filter(other -> other.peer.equals(sameBucket.get(1)))
                .forEach(swarm::kill);

        meet(member, sameBucket.get(20));
        swarm.rest(20_000);
        assertThat(members(member)).contains(sameBucket.get(0)).doesNotContain(sameBucket.get(20));

        meet(member, sameBucket.get(21));
        swarm.rest(20_000);
        assertThat(members(member)).contains(sameBucket.get(21)).doesNotContain(sameBucket.get(1));
    }

    private static void meet(Member member, KadPeer other) {
        member.overlay.met(
                new FakeConnection(other.peerId(), "/ip4/10.0.0.1/tcp/4001"), info(Scope.LAN, other.addresses()));
    }

    private static List<KadPeer> members(Member member) {
        return member.table.closest(RENDEZVOUS, 1000);
    }

    @Test
    void takesInThoseOfItsCircle() {
        Multiaddr home = Multiaddr.parse("/ip4/192.168.1.7/tcp/20006");
        Multiaddr world = Multiaddr.parse("/ip4/8.8.4.4/tcp/20006");
        Multiaddr relayed = Multiaddr.parse("/ip4/8.8.4.4/tcp/20006/p2p/" + Ids.id(9) + "/p2p-circuit");

        assertThat(meets(Scope.LAN, "/ip4/192.168.1.7/tcp/5", world)).isTrue();
        assertThat(meets(Scope.LAN, "/ip4/8.8.4.4/tcp/5", home)).isFalse();
        assertThat(meets(Scope.WAN, "/ip4/192.168.1.7/tcp/5", world)).isTrue();
        assertThat(meets(Scope.WAN, "/ip4/8.8.4.4/tcp/5", home, relayed)).isFalse();
        assertThat(meets(Scope.WAN, relayed.toString(), world))
                .as("over a relay")
                .isFalse();
    }

    @Test
    void takesInARelayWhereverItIs() {
        Overlay overlay = overlay(Scope.WAN, Set.of(Ids.id(1)));
        Multiaddr home = Multiaddr.parse("/ip4/10.99.0.1/tcp/20006");

        assertThat(overlay.met(new FakeConnection(Ids.id(1), home.toString()), info(Scope.WAN, List.of(home))))
                .isTrue();
        assertThat(overlay.isEmpty()).isFalse();
    }

    @Test
    void letsGoOfOneThatDoesNotServeItAnyMore() {
        Overlay overlay = overlay(Scope.LAN, Set.of());
        FakeConnection connection = new FakeConnection(Ids.id(1), "/ip4/10.0.0.1/tcp/1");
        overlay.met(connection, info(Scope.LAN, List.of()));

        overlay.met(connection, info(Scope.WAN, List.of()));

        assertThat(overlay.isEmpty()).isTrue();
    }

    private static boolean meets(Scope scope, String connectedFrom, Multiaddr... listening) {
        return overlay(scope, Set.of())
                .met(new FakeConnection(Ids.id(1), connectedFrom), info(scope, List.of(listening)));
    }

    private static Overlay overlay(Scope scope, Set<PeerId> relays) {
        Member member = new SimulatedSwarm(1, 0, 1).members.get(0);
        return new Overlay(
                Ids.id(0),
                scope,
                relays,
                member.table,
                member,
                new FakeConnection(Ids.id(1), "/ip4/10.0.0.1/tcp/1").eventLoop());
    }

    private static PeerInfo info(Scope scope, List<Multiaddr> listening) {
        return new PeerInfo("", "", listening, null, List.of(scope.protocolId()), null);
    }
}
