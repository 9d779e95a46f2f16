package io.edgemesh.tunnel.relay;

import static java.util.Objects.requireNonNull;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.ConnectionListener;
import io.edgemesh.tunnel.host.DialRequest;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.UpgradeRequest;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One attempt to reach a peer over a relay: a connection to the relay, a circuit on it, a connection on the circuit. If the
 * relay is connected anew before it has answered it is asked over that connection as well, as the earlier one may be dead.
 *
 * <p><b>Threads:</b> any.
 */
final class RelayDial implements ConnectionListener {
    private final Libp2pHost host;
    private final RelayClient client;
    private final DialRequest request;
    private final Multiaddr relayAddress;
    private final PeerId relay;
    private final PeerId target;
    private final Promise<Connection> result;
    private final Set<Connection> asked = ConcurrentHashMap.newKeySet();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicBoolean opened = new AtomicBoolean();

    /** Creates the attempt; the request's address names the relay and the target. */
    RelayDial(Libp2pHost host, RelayClient client, DialRequest request) {
        this.host = host;
        this.client = client;
        this.request = request;
        relayAddress = requireNonNull(request.address().decapsulate(Protocol.P2P_CIRCUIT), "relay address");
        relay = requireNonNull(relayAddress.peerId(), "relay");
        target = requireNonNull(request.expectedPeer(), "target");
        result = host.group().next().newPromise();
    }

    Future<Connection> start() {
        ScheduledFuture<?> deadline = host.group()
                .schedule(
                        () -> result.tryFailure(RelayException.failed(
                                relay,
                                target,
                                new TimeoutException("no connection within "
                                        + request.timeout().toMillis() + " ms"))),
                        request.timeout().toNanos(),
                        TimeUnit.NANOSECONDS);
        host.addListener(this);
        result.addListener(done -> {
            host.removeListener(this);
            deadline.cancel(false);
        });
        host.connect(relay, List.of(relayAddress)).addListener((Future<Connection> connected) -> onRelay(connected));
        return result;
    }

    private void onRelay(Future<Connection> connected) {
        if (connected.isSuccess()) {
            ask(connected.getNow());
        } else {
            result.tryFailure(RelayException.unreachable(relay, target, connected.cause()));
        }
    }

    @Override
    public void onConnected(Connection connection) {
        boolean another = !asked.isEmpty() && connection.peerId().equals(relay);
        if (another && RelayTransport.suits(relayAddress, connection)) {
            connection.eventLoop().execute(() -> ask(connection));
        }
    }

    private void ask(Connection connection) {
        if (!result.isDone() && asked.add(connection)) {
            unanswered.incrementAndGet();
            client.circuit(connection, target, request.timeout())
                    .addListener((Future<StreamChannel> answer) -> onAnswer(connection, answer));
        }
    }

    private void onAnswer(Connection connection, Future<StreamChannel> answer) {
        boolean last = unanswered.decrementAndGet() == 0;
        if (answer.isSuccess()) {
            if (opened.compareAndSet(false, true)) {
                onCircuit(connection, answer.getNow());
            } else {
                answer.getNow().reset();
            }
        } else if ((last || refused(answer.cause())) && !opened.get()) {
            result.tryFailure(answer.cause());
        }
    }

    private static boolean refused(Throwable cause) {
        return cause instanceof RelayException relay && relay.status() != RelayStatus.UNUSED;
    }

    private void onCircuit(Connection connection, StreamChannel circuit) {
        Multiaddr remote = requireNonNull(RelayTransport.address(connection.remoteAddress(), relay, target)
                .withoutPeerId());
        UpgradeRequest upgrade = UpgradeRequest.dialled(request).relayed(remote, remote);
        Future<Connection> upgrading = host.upgrader().upgrade(circuit, upgrade);
        circuit.config().setAutoRead(true);
        upgrading.addListener((Future<Connection> upgraded) -> onUpgraded(upgraded));
        result.addListener(done -> upgrading.cancel(false));
    }

    private void onUpgraded(Future<Connection> upgraded) {
        if (!upgraded.isSuccess()) {
            result.tryFailure(upgraded.cause());
        } else {
            result.trySuccess(upgraded.getNow()); // if too late it stays, and is used by the next who wants it
        }
    }
}
