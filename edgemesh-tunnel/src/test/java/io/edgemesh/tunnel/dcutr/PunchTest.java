package io.edgemesh.tunnel.dcutr;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.FakeConnection;
import io.edgemesh.tunnel.fakes.Peers;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.DialRequest;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PunchTest {
    private static final Multiaddr PEER = Multiaddr.parse("/ip4/192.0.2.1/tcp/1001");
    private static final InetSocketAddress LOCAL = new InetSocketAddress("10.0.0.5", 4321);
    private static final Vantage VANTAGE = new Vantage(LOCAL, Multiaddr.parse("/ip4/192.0.2.9/tcp/4321"));

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final List<DialRequest> requests = new ArrayList<>();
    private final List<Promise<Connection>> dials = new ArrayList<>();

    private static final Multiaddr PEER_OVER_QUIC = Multiaddr.parse("/ip4/192.0.2.1/udp/1002/quic-v1");
    private static final Vantage UDP_VANTAGE =
            new Vantage(new InetSocketAddress("0.0.0.0", 4321), Multiaddr.parse("/ip4/192.0.2.9/udp/4321/quic-v1"));

    private List<Vantage> vantages = List.of(VANTAGE);

    private Future<Connection> begin(boolean initiator, Multiaddr... addresses) {
        loop.freezeTime();
        return Punch.begin(loop.eventLoop(), this::dial, Peers.peer(1), List.of(addresses), vantages, initiator);
    }

    private Future<Connection> dial(DialRequest request) {
        requests.add(request);
        Promise<Connection> dial = ImmediateEventExecutor.INSTANCE.newPromise();
        dials.add(dial);
        return dial;
    }

    @Test
    void dialsFromTheSocketThatTheRelaySees() {
        begin(true, PEER);

        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.address()).isEqualTo(PEER);
            assertThat(request.localSocket()).isEqualTo(LOCAL);
            assertThat(request.expectedPeer()).isEqualTo(Peers.peer(1));
            assertThat(request.initiator()).isTrue();
        });
    }

    @Test
    void theOtherSidePlaysTheListenersPart() {
        begin(false, PEER);

        assertThat(requests.get(0).initiator()).isFalse();
    }

    @Test
    void triesTcpAndQuicAtOnceEachFromItsOwnSocket() {
        vantages = List.of(VANTAGE, UDP_VANTAGE);

        begin(true, PEER_OVER_QUIC, PEER);

        assertThat(requests).extracting(DialRequest::address).containsExactly(PEER_OVER_QUIC, PEER);
        assertThat(requests).extracting(DialRequest::localSocket).containsExactly(null, LOCAL);
    }

    @Test
    void dialsAgainAfterAReset() {
        Future<Connection> punch = begin(true, PEER);

        fail(0);
        pass(40);
        Connection connection = FakeConnection.from(1);
        dials.get(1).setSuccess(connection);
        loop.runPendingTasks();

        assertThat(punch.getNow()).isSameAs(connection);
    }

    @Test
    void givesUpWhenTheTimeIsOver() {
        Future<Connection> punch = begin(true, PEER);

        for (int i = 0; !punch.isDone(); i++) {
            fail(i);
            pass(40);
        }

        assertThat(punch.cause()).isInstanceOf(ConnectException.class);
        assertThat(dials).hasSizeBetween(50, 63);
    }

    @Test
    void theFirstConnectionEndsTheOtherDials() {
        Future<Connection> punch = begin(true, PEER, Multiaddr.parse("/ip4/192.0.2.2/tcp/1002"));

        dials.get(1).setSuccess(FakeConnection.from(1));
        loop.runPendingTasks();

        assertThat(punch.isSuccess()).isTrue();
        assertThat(dials.get(0).isCancelled()).isTrue();
    }

    @Test
    void dialsNoMoreOnceCancelled() {
        Future<Connection> punch = begin(true, PEER);

        punch.cancel(false);
        pass(1000);

        assertThat(dials)
                .singleElement()
                .satisfies(dial -> assertThat(dial.isCancelled()).isTrue());
    }

    /** What lies between two NATs is not always the Internet. */
    @Test
    void privateAndCarrierRangesCount() {
        Multiaddr company = Multiaddr.parse("/ip4/10.1.2.3/tcp/1001");
        Multiaddr carrier = Multiaddr.parse("/ip4/100.64.0.7/tcp/1001");

        begin(true, company, carrier);

        assertThat(requests).extracting(DialRequest::address).containsExactlyInAnyOrder(company, carrier);
    }

    @Test
    void passesOverWhatCannotBePunchedTo() {
        Future<Connection> punch = begin(
                true,
                Multiaddr.parse("/ip4/127.0.0.1/tcp/22"),
                Multiaddr.parse("/ip4/0.0.0.0/tcp/22"),
                Multiaddr.parse("/ip4/224.0.0.1/tcp/22"),
                Multiaddr.parse("/ip6/2001:db8::1/tcp/22"),
                Multiaddr.parse("/ip4/192.0.2.1/udp/1/quic-v1"),
                Multiaddr.parse("/dns4/example.org/tcp/22"),
                PEER.withPeerId(Peers.peer(3)).encapsulate(io.edgemesh.tunnel.multiformats.Protocol.P2P_CIRCUIT));

        assertThat(requests).isEmpty();
        assertThat(punch.cause()).hasMessageContaining("no address to punch to");
    }

    @Test
    void aPeerCannotMakeUsDialTheWholeNetwork() {
        Multiaddr[] many = new Multiaddr[16];
        for (int i = 0; i < many.length; i++) {
            many[i] = Multiaddr.parse("/ip4/192.0.2." + i + "/tcp/22");
        }

        begin(true, many);

        assertThat(dials).hasSize(8);
    }

    private void fail(int dial) {
        dials.get(dial).setFailure(new ConnectException("refused"));
        loop.runPendingTasks();
    }

    private void pass(long millis) {
        loop.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        loop.runScheduledPendingTasks();
        loop.runPendingTasks();
    }
}
