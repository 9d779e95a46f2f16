package io.edgemesh.tunnel.transport;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.identify.Identify;
import io.edgemesh.tunnel.mesh.FlowDialler;
import io.edgemesh.tunnel.mesh.ProxyDialler;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.util.List;

/**
 * The streams that this node has others connect to their endpoints, within its quotas. Datagrams go as a flow on the one
 * stream that all flows to a peer share, where the peer is known to understand that.
 *
 * <p><b>Threads:</b> any; futures complete on the connection's event loop.
 */
final class OutboundStreams {
    private final Quotas quotas;
    private final Identify identify;
    private final DatagramStreams datagrams = new DatagramStreams();

    /** @param identify knows what the peers at the other ends of connections speak */
    OutboundStreams(Quotas quotas, Identify identify) {
        this.quotas = quotas;
        this.identify = identify;
    }

    /**
     * Asks the peer at the other end for what a caller waits for; is cancelled where nobody waits any more by the time
     * that it could be asked.
     *
     * @param callOff tries to take back what the client has sent early
     */
    Future<Channel> open(Connection connection, PendingOpen pending, Runnable callOff) {
        List<String> spoken = identify.protocolsOf(connection);
        Promise<Channel> opened = connection.eventLoop().newPromise();
        if (pending.request().protocol() == Protocol.UDP && spoken.contains(FlowDialler.ID)) {
            openFlow(connection, pending, opened);
        } else {
            connection
                    .openStream(proxyProtocols(spoken), stream -> ask(stream, pending, callOff, opened))
                    .addListener(negotiated -> {
                        if (!negotiated.isSuccess()) {
                            opened.tryFailure(negotiated.cause());
                        }
                    });
        }
        return opened;
    }

    /** One form alone, where the peer is known to speak it, is settled on without a round trip. */
    private static List<String> proxyProtocols(List<String> spoken) {
        List<String> ours = ProxyDialler.protocolIds();
        return ours.stream().filter(spoken::contains).findFirst().map(List::of).orElse(ours);
    }

    private void ask(NegotiatedStream stream, PendingOpen pending, Runnable callOff, Promise<Channel> opened) {
        if (!pending.awaited()) {
            stream.channel().reset();
            opened.cancel(false);
        } else if (!quotas.streamsOut().admit(stream.peerId(), stream.channel())) {
            stream.channel().reset();
            opened.tryFailure(new HostLimitException(quotas.streamsOut()));
        } else {
            ProxyDialler.ask(
                            stream.channel(),
                            stream.protocolId(),
                            pending.question(),
                            channel -> pending.early().follow(channel, callOff))
                    .addListener(new PromiseNotifier<>(false, opened));
        }
    }

    private void openFlow(Connection connection, PendingOpen pending, Promise<Channel> opened) {
        datagrams.open(connection, pending.question()).addListener((Future<Channel> flow) -> {
            if (!flow.isSuccess()) {
                opened.tryFailure(flow.cause());
            } else if (!quotas.flowsOut().admit(connection.peerId(), flow.getNow())) {
                flow.getNow().close();
                opened.tryFailure(new HostLimitException(quotas.flowsOut()));
            } else {
                opened.trySuccess(flow.getNow());
            }
        });
    }
}
