package io.edgemesh.tunnel.portmap;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ports mapped at one router by UPnP. Each is first asked for by its own number; if another machine has that, by others drawn at
 * random.
 *
 * <p><b>Threads:</b> guarded by itself; the methods block and are not for event loops.
 */
final class UpnpMapping {
    static final int LEASE_SECONDS = 3600;

    private static final Logger LOGGER = LoggerFactory.getLogger(PortMapping.class);
    private static final int ATTEMPTS = 4;
    private static final int FIRST_DYNAMIC_PORT = 49_152;
    private static final int END_OF_PORTS = 65_536;

    private final InetSocketAddress router;
    private final List<ListeningPort> listening;
    private final RouterHttp http;
    private final RandomGenerator random;
    private final Map<ListeningPort, Integer> outsidePorts = new LinkedHashMap<>();
    private boolean ended;

    UpnpMapping(InetSocketAddress router, List<ListeningPort> listening, RouterHttp http, RandomGenerator random) {
        this.router = router;
        this.listening = List.copyOf(listening);
        this.http = http;
        this.random = random;
    }

    /** Maps the ports, or renews that; returns the addresses outside, none if the router does not serve. */
    synchronized List<Multiaddr> renew() {
        if (ended) {
            return List.of();
        }
        try {
            IgdRouter igd = IgdRouter.find(router, http);
            InetAddress outside = igd.outside();
            List<Multiaddr> mapped = new ArrayList<>();
            for (ListeningPort port : listening) {
                mapped.add(port.outside(outside, map(igd, port)));
            }
            return mapped;
        } catch (IOException e) {
            LOGGER.atDebug()
                    .addKeyValue("gateway", router)
                    .addKeyValue("failure", e.toString())
                    .log("the gateway maps no port to this node by UPnP");
            return List.of();
        }
    }

    private int map(IgdRouter igd, ListeningPort port) throws IOException {
        int outsidePort = outsidePorts.getOrDefault(port, port.number());
        for (int attempt = 1; ; attempt++) {
            try {
                igd.map(protocol(port), outsidePort, port.number(), LEASE_SECONDS);
                outsidePorts.put(port, outsidePort);
                return outsidePort;
            } catch (IgdRouter.RefusedException e) {
                if (!e.conflict() || attempt == ATTEMPTS) {
                    throw e;
                }
                outsidePort = random.nextInt(FIRST_DYNAMIC_PORT, END_OF_PORTS);
            }
        }
    }

    private static String protocol(ListeningPort port) {
        return port.tcp() ? "TCP" : "UDP";
    }

    /** Ends the mappings, and makes no more. */
    synchronized void end() {
        ended = true;
        if (outsidePorts.isEmpty()) {
            return;
        }
        try {
            IgdRouter igd = IgdRouter.find(router, http);
            for (Map.Entry<ListeningPort, Integer> mapped : outsidePorts.entrySet()) {
                igd.unmap(protocol(mapped.getKey()), mapped.getValue());
            }
        } catch (IOException e) {
            LOGGER.atDebug()
                    .addKeyValue("gateway", router)
                    .addKeyValue("failure", e.toString())
                    .log("port mappings are left to their end, within an hour");
        }
    }
}
