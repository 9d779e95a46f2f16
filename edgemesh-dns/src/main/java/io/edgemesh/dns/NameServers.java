package io.edgemesh.dns;

import io.edgemesh.dns.forward.Upstreams;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses who is asked for other names: the cluster's DNS where it is wanted and known, else what the configuration
 * lists, else what the system uses. Never we ourselves.
 */
final class NameServers {
    private static final Logger LOGGER = LoggerFactory.getLogger(NameServers.class);

    private final DnsSettings settings;
    private final Upstreams upstreams;
    private List<InetSocketAddress> system = List.of();
    private List<InetSocketAddress> cluster = List.of();

    /** @param upstreams told of every change */
    NameServers(DnsSettings settings, Upstreams upstreams) {
        this.settings = settings;
        this.upstreams = upstreams;
    }

    synchronized void onSystemServers(List<InetSocketAddress> servers) {
        system = servers;
        upstreams.replace(withoutOurs(choose()));
    }

    synchronized void onClusterServers(List<InetSocketAddress> servers) {
        cluster = servers;
        upstreams.replace(withoutOurs(choose()));
    }

    private List<InetSocketAddress> choose() {
        if (settings.clusterDns().enabled()) {
            List<InetSocketAddress> servers = new ArrayList<>(cluster);
            servers.addAll(settings.clusterDns().upstreams());
            if (!servers.isEmpty()) {
                return servers;
            }
        }
        return settings.upstreams().isEmpty() ? system : settings.upstreams();
    }

    /** Returns those of the servers that are not this one. */
    List<InetSocketAddress> withoutOurs(List<InetSocketAddress> servers) {
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
        return others;
    }

    private boolean isOurs(InetSocketAddress address) {
        return settings.server().addresses().stream()
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
