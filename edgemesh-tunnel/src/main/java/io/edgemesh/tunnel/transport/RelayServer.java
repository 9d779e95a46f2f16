package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.autonat.AutoNatService;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.relay.RelayConfig;
import io.edgemesh.tunnel.relay.RelayService;
import io.edgemesh.tunnel.relay.RelayStats;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a node does for others that is a relay: it carries their traffic, and tells them whether they can be reached from
 * outside.
 */
final class RelayServer implements AutoCloseable {
    private final RelayService service;
    private final Libp2pHost dialBack;

    private RelayServer(RelayService service, Libp2pHost dialBack) {
        this.service = service;
        this.dialBack = dialBack;
    }

    /**
     * Makes a host a relay.
     *
     * @param dialBack  tries whether others can be reached: a host with a key of its own, which ends with the server
     * @param addresses where the host can be reached
     */
    static RelayServer start(
            Libp2pHost host,
            Libp2pHost dialBack,
            RelayConfig config,
            Supplier<List<Multiaddr>> addresses,
            Ticker ticker) {
        RelayService service = RelayService.addTo(host, config, addresses, ticker);
        AutoNatService.addTo(host, dialBack, ticker);
        return new RelayServer(service, dialBack);
    }

    RelayStats stats() {
        return service.stats();
    }

    @Override
    public void close() {
        dialBack.close(Duration.ZERO);
    }
}
