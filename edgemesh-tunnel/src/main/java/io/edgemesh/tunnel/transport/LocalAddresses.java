package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of this machine at which a listener can be reached. */
final class LocalAddresses {
    private static final Logger LOGGER = LoggerFactory.getLogger(Libp2pTransport.class);

    /** Interfaces of containers and of the mesh itself, as Go EdgeMesh passes them over. */
    private static final Pattern INNER = Pattern.compile("(docker|edgemesh|tunl|flannel|cni|br|kube-ipvs|veth|cali).*");

    private LocalAddresses() {}

    /** Returns the addresses with each wildcard replaced by those of the interfaces that are up. */
    static List<Multiaddr> of(List<Multiaddr> listening) {
        return listening.stream().flatMap(LocalAddresses::expand).distinct().toList();
    }

    /**
     * Returns every address of this machine but link-local ones, which come and go with containers.
     *
     * @throws UncheckedIOException if the system does not tell
     */
    static Set<InetAddress> present() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(ip -> !ip.isLinkLocalAddress())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the interfaces that listeners at these addresses can be reached over from other machines. */
    static List<NetworkInterface> interfaces(List<Multiaddr> listening) {
        Set<InetAddress> reachable = of(listening).stream()
                .map(Multiaddr::socketAddress)
                .filter(socket -> socket != null && !socket.isUnresolved())
                .map(InetSocketAddress::getAddress)
                .collect(Collectors.toSet());
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(LocalAddresses::usable)
                    .filter(nic -> nic.inetAddresses().anyMatch(reachable::contains))
                    .toList();
        } catch (SocketException e) {
            LOGGER.atWarn().addKeyValue("failure", e.toString()).log("cannot list this machine's interfaces");
            return List.of();
        }
    }

    private static Stream<Multiaddr> expand(Multiaddr address) {
        InetSocketAddress socket = address.socketAddress();
        if (socket == null || socket.isUnresolved() || !socket.getAddress().isAnyLocalAddress()) {
            return Stream.of(address);
        }
        return ofInterfaces().map(address::withHost);
    }

    private static Stream<InetAddress> ofInterfaces() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(LocalAddresses::usable)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(ip -> !ip.isLinkLocalAddress());
        } catch (SocketException e) {
            LOGGER.atWarn().addKeyValue("failure", e.toString()).log("cannot list this machine's addresses");
            return Stream.empty();
        }
    }

    private static boolean usable(NetworkInterface nic) {
        try {
            return nic.isUp()
                    && !nic.isLoopback()
                    && !INNER.matcher(nic.getName()).matches();
        } catch (SocketException e) {
            return false; // it has just gone
        }
    }
}
