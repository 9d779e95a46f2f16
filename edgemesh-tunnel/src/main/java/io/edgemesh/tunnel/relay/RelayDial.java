package io.edgemesh.tunnel.relay;

import static java.util.Objects.requireNonNull;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.host.Connection;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One attempt to reach a peer over a relay: a connection to the relay, a circuit on it, a connection on the circuit. */
final class RelayDial {
    private final Libp2pHost host;
    private final RelayClient client;
    private final DialRequest request;
    private final Multiaddr relayAddress;
    private final PeerId relay;
    private final PeerId target;
    private final Promise<Connection> result;

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
        result.addListener(done -> deadline.cancel(false));
        host.connect(relay, List.of(relayAddress)).addListener((Future<Connection> connected) -> onRelay(connected));
        return result;
    }

    private void onRelay(Future<Connection> connected) {
        if (connected.isSuccess()) {
            Connection connection = connected.getNow();
            client.circuit(connection, target, request.timeout())
                    .addListener((Future<StreamChannel> opened) -> onCircuit(connection, opened));
        } else {
            result.tryFailure(RelayException.unreachable(relay, target, connected.cause()));
        }
    }

    private void onCircuit(Connection connection, Future<StreamChannel> opened) {
        if (!opened.isSuccess()) {
            result.tryFailure(opened.cause());
            return;
        }
        StreamChannel circuit = opened.getNow();
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
