package io.edgemesh.dns;

import io.edgemesh.dns.forward.Upstreams;
import io.edgemesh.dns.server.ServerSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands name servers to those who ask them, and keeps this one from being among them. */
final class UpstreamSource {
    private static final Logger LOGGER = LoggerFactory.getLogger(UpstreamSource.class);

    private final ServerSettings server;

    UpstreamSource(ServerSettings server) {
        this.server = server;
    }

    /** Replaces the servers to ask by those of the list that are not we ourselves. */
    void set(Upstreams upstreams, List<InetSocketAddress> servers) {
        List<InetSocketAddress> others = new ArrayList<>();
        for (InetSocketAddress address : servers) {
            if (isOurs(address)) {
                LOGGER.atWarn()
                        .addKeyValue("upstream", address)
                        .log("this address is our own, so it is not asked for other names");
            } else if (!others.contains(address)) {
                others.add(address);
            }
        }
        upstreams.replace(others);
    }

    private boolean isOurs(InetSocketAddress address) {
        return server.addresses().stream()
                .anyMatch(own -> own.getPort() == address.getPort() && reaches(own.getAddress(), address.getAddress()));
    }

    private static boolean reaches(InetAddress listening, InetAddress asked) {
        return listening.equals(asked)
                || asked.isAnyLocalAddress()
                || listening.isAnyLocalAddress() && isOnThisMachine(asked);
    }

    private static boolean isOnThisMachine(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false; // if it leads back to us after all, the loop guard notices
        }
    }
}
