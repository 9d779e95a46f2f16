package io.edgemesh.tunnel.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.EmbeddedStream;
import io.edgemesh.tunnel.fakes.FakeConnection;
import io.edgemesh.tunnel.fakes.Peers;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.LocalNetwork;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionCheckTest {
    private final LocalNetwork network = new LocalNetwork();
    private final FakeConnection connection = FakeConnection.from(2);
    private Libp2pHost host;

    @BeforeEach
    void connect() throws Exception {
        host = network.start(1);
        host.connections().add(connection);
    }

    @AfterEach
    void close() throws Exception {
        connection.release();
        network.close();
    }

    @Test
    void closesAConnectionWhoseAddressHasGone() throws Exception {
        new ConnectionCheck(host.connections()).run(Set.of(InetAddress.getByName("192.0.2.99")));

        assertThat(connection.closeFuture().isDone()).isTrue();
    }

    @Test
    void keepsAConnectionThatAnswers() {
        EmbeddedStream ping = check();
        ByteBuf payload = ping.readOutbound();
        ping.writeInbound(payload);

        pass(ping);

        assertThat(connection.closeFuture().isDone()).isFalse();
    }

    @Test
    void closesAConnectionThatDoesNotAnswer() {
        EmbeddedStream ping = check();

        pass(ping);

        assertThat(connection.closeFuture().isDone()).isTrue();
    }

    @Test
    void aPeerThatRefusesThePingIsThere() {
        EmbeddedStream ping = check();

        ping.pipeline().fireExceptionCaught(new IllegalStateException("refused"));
        pass(ping);

        assertThat(connection.closeFuture().isDone()).isFalse();
    }

    @Test
    void leavesRelayedConnectionsToTheFateOfTheirRelays() {
        FakeConnection relayed =
                new FakeConnection(Peers.peer(3), "/ip4/192.0.2.1/tcp/1/p2p/" + Peers.peer(4) + "/p2p-circuit");
        host.connections().add(relayed);

        check();

        assertThat(relayed.opened).isEmpty();
        assertThat(relayed.closeFuture().isDone()).isFalse();
    }

    private EmbeddedStream check() {
        new ConnectionCheck(host.connections()).run(Set.of());
        return Objects.requireNonNull(connection.opened.poll());
    }

    private static void pass(EmbeddedStream ping) {
        ping.advanceTimeBy(ConnectionCheck.PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        ping.runScheduledPendingTasks();
    }
}
