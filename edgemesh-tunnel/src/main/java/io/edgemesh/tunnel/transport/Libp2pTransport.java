package io.edgemesh.tunnel.transport;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.PeerStatus;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.api.transport.TransportException;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.mesh.Cancellation;
import io.edgemesh.tunnel.mesh.FlowDialler;
import io.edgemesh.tunnel.mesh.ProxyAnswerer;
import io.edgemesh.tunnel.mesh.ProxyDialler;
import io.edgemesh.tunnel.transport.TunnelStatus.Load;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One node's tunnel to the others. */
final class Libp2pTransport implements Transport {
    private final MeshContext mesh;
    private final TunnelNode node;
    private final Quotas quotas;
    private final OutboundStreams streams;
    private final ProxyAnswerer answerer;

    Libp2pTransport(MeshContext mesh, TunnelSettings settings, Membership membership) {
        this.mesh = mesh;
        this.node = new TunnelNode(mesh, settings, membership);
        this.quotas = Quotas.of(settings.limits());
        this.streams = new OutboundStreams(quotas, node.identify());
        this.answerer = new ProxyAnswerer(delivery -> mesh.dialer().deliver(delivery), ProxyAnswerer.UDP_IDLE_TIMEOUT);
    }

    @Override
    public String name() {
        return Libp2pTransportProvider.NAME;
    }

    @Override
    public void start() {
        ProxyDialler.protocolIds().forEach(protocolId -> node.host().handle(protocolId, this::serve));
        node.host().handle(FlowDialler.ID, this::serveFlows);
        node.host().handle(Cancellation.ID, stream -> answerer.serveCancellation(stream.channel(), stream.peerId()));
        node.start();
    }

    private void serveFlows(NegotiatedStream stream) {
        if (quotas.flowStreams().admit(stream.peerId(), stream.channel())) {
            answerer.serveFlows(stream.channel(), node.names().nameOf(stream.peerId()));
        } else {
            stream.channel().reset();
        }
    }

    private void serve(NegotiatedStream stream) {
        if (quotas.streamsIn().admit(stream.peerId(), stream.channel())) {
            answerer.serve(
                    stream.channel(),
                    stream.protocolId(),
                    stream.peerId(),
                    node.names().nameOf(stream.peerId()));
        } else {
            answerer.refuseBusy(
                    stream.channel(),
                    stream.protocolId(),
                    mesh.nodeName() + " takes " + quotas.streamsIn().limit());
        }
    }

    @Override
    public Reach reach(Endpoint endpoint) {
        boolean elsewhere = endpoint.node() != null && !endpoint.node().equals(mesh.nodeName());
        return elsewhere ? Reach.YES : Reach.NO;
    }

    @Override
    public CompletionStage<OpenedChannel> open(OpenRequest request) {
        String name = request.endpoint().node();
        Peer peer = name == null ? null : node.peers().byName(name);
        if (peer == null) {
            CompletableFuture<OpenedChannel> failed = new CompletableFuture<>();
            request.eventLoop()
                    .execute(() -> failed.completeExceptionally(new TransportException("cannot reach node \"" + name
                            + "\": its peer id is not known; list it in the tunnel's peers with nodeName and peerId")));
            return failed;
        }
        return Opening.start(request, peer, node.surroundings(), streams);
    }

    @Override
    public List<PeerStatus> peers() {
        return node.peers().statuses();
    }

    @Override
    public <T> Optional<T> feature(Class<T> type) {
        return type == TunnelStatus.class ? Optional.of(type.cast(status())) : Optional.empty();
    }

    TunnelStatus status() {
        Load load = new Load(
                quotas.streamsIn().total(),
                quotas.streamsOut().total(),
                answerer.flows(),
                quotas.flowsOut().total());
        return node.status(load, answerer.refused());
    }

    @Override
    public void close() {
        node.close();
    }
}
