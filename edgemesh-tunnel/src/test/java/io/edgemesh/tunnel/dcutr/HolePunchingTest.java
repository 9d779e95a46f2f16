package io.edgemesh.tunnel.dcutr;

import static io.edgemesh.tunnel.fakes.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.EmbeddedStream;
import io.edgemesh.tunnel.fakes.FakeConnection;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.DialRequest;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.LocalNetwork;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.host.PeerTransport;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.util.concurrent.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HolePunchingTest {
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private static final String RELAY_ADDRESS = "/ip4/192.0.2.1/tcp/1002";
    private static final Multiaddr OBSERVED = Multiaddr.parse("/ip4/192.0.2.9/tcp/4321");
    private static final Multiaddr PEER_FROM_OUTSIDE = Multiaddr.parse("/ip4/192.0.2.7/tcp/7777");

    private final LocalNetwork network = new LocalNetwork();
    private final FakeConnection relay = new FakeConnection(peer(2), RELAY_ADDRESS).asDialled();
    private final FakeConnection relayed =
            new FakeConnection(peer(3), RELAY_ADDRESS + "/p2p/" + peer(2) + "/p2p-circuit");
    private final FakeConnection reached =
            new FakeConnection(peer(3), RELAY_ADDRESS + "/p2p/" + peer(2) + "/p2p-circuit");
    private final List<DialRequest> dials = new ArrayList<>();
    private final Set<Connection> unobserved = new HashSet<>(); // those on which the relay has yet to say how we look
    private Libp2pHost host;
    private HolePunching punching;
    private boolean moreIsAwaited;

    @BeforeEach
    void start() throws Exception {
        host = network.start(network.builder(1).clock(Clock.fixed(NOW, ZoneOffset.UTC)), 1);
        host.connections().add(relay);
        punching = HolePunching.addTo(
                host, connection -> unobserved.contains(connection) ? null : OBSERVED, awaited -> moreIsAwaited);
        host.addTransport(new DialsForEver());
    }

    @AfterEach
    void close() throws Exception {
        relayed.release();
        reached.release();
        network.close();
    }

    @Test
    void asksForAnAppointmentAtOnceWhenItIsReached() {
        host.connections().add(relayed);

        relayed.pass(0);

        assertThat(relayed.opened).hasSize(1);
    }

    @Test
    void waitsForWhatTheRelayIsAboutToSay() {
        moreIsAwaited = true;
        host.connections().add(relayed.asOf(NOW));

        relayed.pass(0);
        relayed.pass(100);
        assertThat(relayed.opened).isEmpty();
        moreIsAwaited = false;
        relayed.pass(100);

        assertThat(relayed.opened).hasSize(1);
    }

    @Test
    void doesNotWaitForeverForWhatTheRelayIsAboutToSay() {
        moreIsAwaited = true;
        host.connections().add(relayed.asOf(NOW.minus(Duration.ofSeconds(2))));

        relayed.pass(0);

        assertThat(relayed.opened).hasSize(1);
    }

    @Test
    void asksAPeerThatIsNotReadyAgainSoon() {
        host.connections().add(relayed.asOf(NOW));
        relayed.pass(0);

        relayed.opened.remove().reset();
        relayed.pass(100);

        assertThat(relayed.opened).hasSize(1);
        assertThat(punching.stats()).isEqualTo(new HolePunchStats(0, 0, 0));
    }

    @Test
    void leavesADirectConnectionThatAnswersAsItIs() {
        FakeConnection direct = new FakeConnection(peer(3), PEER_FROM_OUTSIDE.toString());
        host.connections().add(direct);
        host.connections().add(relayed);
        relayed.pass(0);

        EmbeddedStream ping = direct.opened.remove();
        ping.writeInbound((Object) ping.readOutbound());
        relayed.pass(0);

        assertThat(relayed.opened).isEmpty();
        direct.release();
    }

    @Test
    void asksForAnAppointmentWhereTheDirectConnectionIsDead() {
        FakeConnection direct = new FakeConnection(peer(3), PEER_FROM_OUTSIDE.toString());
        host.connections().add(direct);
        host.connections().add(relayed);
        relayed.pass(0);

        EmbeddedStream ping = direct.opened.remove();
        ping.advanceTimeBy(1, TimeUnit.SECONDS);
        ping.runScheduledPendingTasks();
        relayed.pass(0);

        assertThat(relayed.opened).hasSize(1);
        direct.release();
    }

    @Test
    void waitsForTheRelaysWordOnTheYoungestConnection() {
        FakeConnection younger =
                new FakeConnection(peer(2), RELAY_ADDRESS).asDialled().asOf(NOW);
        unobserved.add(younger);
        host.connections().add(younger);
        host.connections().add(relayed.asOf(NOW));

        relayed.pass(0);
        assertThat(relayed.opened).isEmpty();
        unobserved.clear();
        relayed.pass(100);

        assertThat(relayed.opened).hasSize(1);
    }

    @Test
    void dialsInThePartThatThePeerDoesNotPlay() {
        relayed.asDialled();

        for (int attempt = 1; attempt <= 3; attempt++) {
            keepAppointment();
        }

        assertThat(dials).extracting(DialRequest::initiator).containsExactly(false, true, false);
    }

    @Test
    void knowsAConnectionForPunchedAsSoonAsItStands() {
        relayed.asDialled();
        keepAppointment();
        FakeConnection direct = new FakeConnection(peer(3), PEER_FROM_OUTSIDE.toString());

        host.connections().add(direct);

        assertThat(punching.punched(direct)).isTrue();
    }

    @Test
    void punchesAnewWhenAHoleHasClosed() {
        FakeConnection hole = punchBesideAConnectionOfThePeer(NOW.minus(Duration.ofMinutes(1)));

        hole.close(Duration.ZERO);
        reached.pass(0);

        assertThat(reached.opened).hasSize(1);
    }

    @Test
    void leavesItAtAHoleThatClosesAtOnce() {
        FakeConnection hole = punchBesideAConnectionOfThePeer(NOW);

        hole.close(Duration.ZERO);
        reached.pass(0);

        assertThat(reached.opened).isEmpty();
    }

    @Test
    void countsAppointmentsAnewAfterAHole() {
        FakeConnection hole = punchBesideAConnectionOfThePeer(NOW);
        hole.close(Duration.ZERO);

        keepAppointment();

        assertThat(dials).extracting(DialRequest::initiator).containsExactly(false, false);
    }

    private FakeConnection punchBesideAConnectionOfThePeer(Instant since) {
        host.connections().add(reached);
        reached.pass(0);
        reached.opened.clear();
        relayed.asDialled();
        keepAppointment();
        FakeConnection hole = new FakeConnection(peer(3), PEER_FROM_OUTSIDE.toString()).asOf(since);
        host.connections().add(hole);
        return hole;
    }

    private void keepAppointment() {
        EmbeddedStream stream = new EmbeddedStream();
        punching.answer(new NegotiatedStream(stream, HolePunching.PROTOCOL_ID, relayed));
        EmbeddedStream peer = new EmbeddedStream();
        PunchCodec.addTo(peer);
        peer.writeOutbound(new PunchMessage.Connect(List.of(PEER_FROM_OUTSIDE)), new PunchMessage.Sync());
        peer.outboundMessages().forEach(stream::writeInbound);
        stream.releaseOutbound();
        relayed.pass(0);
    }

    /** Notes what it is asked to dial and never comes to an end with it. */
    private final class DialsForEver implements PeerTransport {
        @Override
        public boolean canDial(Multiaddr address) {
            return address.equals(PEER_FROM_OUTSIDE);
        }

        @Override
        public Future<Connection> dial(DialRequest request) {
            dials.add(request);
            return relayed.eventLoop().newPromise();
        }
    }
}
