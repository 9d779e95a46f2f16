package io.edgemesh.tunnel.portmap;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Searches for a router's UPnP description. Answers of others than the router, or that lead to others, are passed over.
 *
 * @see <a href="https://openconnectivity.org/upnp-specs/UPnP-arch-DeviceArchitecture-v2.0-20200417.pdf">UPnP Device
 *     Architecture, "Search"</a>
 */
final class Ssdp {
    static final int PORT = 1900;

    private static final String GROUP = "239.255.255.250";
    private static final int MAX_ANSWER_BYTES = 2048;
    private static final long SEARCH_MILLIS = 3_000;
    private static final String LOCATION = "location:";
    private static final byte[] SEARCH = """
            M-SEARCH * HTTP/1.1\r
            HOST: 239.255.255.250:1900\r
            MAN: "ssdp:discover"\r
            MX: 1\r
            ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r
            \r
            """.getBytes(StandardCharsets.US_ASCII);

    private Ssdp() {}

    /**
     * Asks the router itself, and the group on its network, since routers of old listen to that alone. Blocks for
     * {@value #SEARCH_MILLIS} ms at most.
     *
     * @param self this machine's address in the router's network
     * @return where its description is
     * @throws IOException if it does not say
     */
    static URI search(InetSocketAddress router, InetAddress self) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(SEARCH, SEARCH.length, router));
            NetworkInterface nic = NetworkInterface.getByInetAddress(self);
            if (nic != null && nic.supportsMulticast()) {
                socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, nic);
                InetAddress group = InetAddress.getByName(GROUP);
                socket.send(new DatagramPacket(SEARCH, SEARCH.length, group, router.getPort()));
            }
            return awaitLocation(socket, router.getAddress());
        }
    }

    private static URI awaitLocation(DatagramSocket socket, InetAddress router) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_ANSWER_BYTES], MAX_ANSWER_BYTES);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SEARCH_MILLIS);
        for (long left = SEARCH_MILLIS; left > 0; left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
            socket.setSoTimeout((int) left);
            packet.setLength(MAX_ANSWER_BYTES);
            socket.receive(packet);
            String answer = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
            URI location = packet.getAddress().equals(router) ? location(answer, router) : null;
            if (location != null) {
                return location;
            }
        }
        throw new SocketTimeoutException("the router says nothing by UPnP");
    }

    /** Returns where the router's description is, by its answer; {@code null} unless that is on the router itself. */
    static @Nullable URI location(String answer, InetAddress router) {
        if (!answer.startsWith("HTTP/1.1 200")) {
            return null;
        }
        return answer.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(LOCATION))
                .map(line -> line.substring(LOCATION.length()).trim())
                .flatMap(location -> Stream.ofNullable(on(router, location)))
                .findFirst()
                .orElse(null);
    }

    /** Returns the address of a page if it is on the router, by its number and not by a name that may lead elsewhere. */
    static @Nullable URI on(InetAddress router, String text) {
        try {
            URI uri = URI.create(text);
            boolean there = "http".equals(uri.getScheme())
                    && router.getHostAddress().equals(uri.getHost())
                    && uri.getRawUserInfo() == null
                    && uri.getPort() != 0
                    && uri.getPort() <= 65_535;
            return there ? uri : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
