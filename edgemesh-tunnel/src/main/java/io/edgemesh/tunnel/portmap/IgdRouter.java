package io.edgemesh.tunnel.portmap;

import io.edgemesh.tunnel.portmap.IgdXml.Service;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * A router that maps ports by UPnP. What others than the router answer, or what leads to others, is passed over.
 *
 * <p><b>Threads:</b> every method blocks, {@link #find} for 8 s at most and the others for
 * {@value RouterHttp#TIMEOUT_SECONDS}, and is not for event loops.
 *
 * @see <a href="https://openconnectivity.org/developer/specifications/upnp-resources/upnp/internet-gateway-device-igd-v-2-0/">
 *     Internet Gateway Device, WANIPConnection</a>
 */
final class IgdRouter {
    private static final String DESCRIPTION = "edgemesh";

    private final RouterHttp http;
    private final Service service;

    /** Where this machine is reached from the router. */
    private final InetAddress self;

    private IgdRouter(RouterHttp http, Service service, InetAddress self) {
        this.http = http;
        this.service = service;
        this.self = self;
    }

    /** The router will not, for a reason of its own. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        private final String code;

        RefusedException(String action, String code) {
            super(action + " refused with code " + code);
            this.code = code;
        }

        /** Somebody else has the port. */
        boolean conflict() {
            return code.equals("718");
        }
    }

    /** Finds what maps ports at the router. @throws IOException if it has nothing of the kind */
    static IgdRouter find(InetSocketAddress router, RouterHttp http) throws IOException {
        InetAddress self = towards(router);
        URI page = Ssdp.search(router, self);
        RouterHttp.Answer answer = http.get(page);
        try {
            Service service = answer.status() == 200 ? IgdXml.service(answer.body(), page, router.getAddress()) : null;
            if (service == null) {
                throw new IOException(page + " describes nothing that maps ports, status " + answer.status());
            }
            return new IgdRouter(http, service, self);
        } catch (XMLStreamException e) {
            throw new IOException("the router's description: " + e.getMessage(), e);
        }
    }

    private static InetAddress towards(InetSocketAddress router) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(router);
            return socket.getLocalAddress();
        }
    }

    /** Returns the router's address outside. */
    InetAddress outside() throws IOException {
        String ip = ask("GetExternalIPAddress", Map.of(), "NewExternalIPAddress");
        InetAddress address = ip == null ? null : NetUtil.createInetAddressFromIpAddressString(ip);
        if (!(address instanceof Inet4Address) || !ListeningPort.mayBeOutside(address)) {
            throw new IOException("the router has no address outside");
        }
        return address;
    }

    /**
     * Has the router forward a port to one of this machine, for a while.
     *
     * @throws RefusedException if it will not
     */
    void map(String protocol, int outsidePort, int port, int seconds) throws IOException {
        Map<String, String> arguments = mapping(protocol, outsidePort);
        arguments.put("NewInternalPort", Integer.toString(port));
        arguments.put("NewInternalClient", self.getHostAddress());
        arguments.put("NewEnabled", "1");
        arguments.put("NewPortMappingDescription", DESCRIPTION);
        arguments.put("NewLeaseDuration", Integer.toString(seconds));
        ask("AddPortMapping", arguments, "");
    }

    void unmap(String protocol, int outsidePort) throws IOException {
        ask("DeletePortMapping", mapping(protocol, outsidePort), "");
    }

    private static Map<String, String> mapping(String protocol, int outsidePort) {
        Map<String, String> arguments = new LinkedHashMap<>(); // routers insist on the order
        arguments.put("NewRemoteHost", "");
        arguments.put("NewExternalPort", Integer.toString(outsidePort));
        arguments.put("NewProtocol", protocol);
        return arguments;
    }

    private @Nullable String ask(String action, Map<String, String> arguments, String wanted) throws IOException {
        String request = IgdXml.request(service.type(), action, arguments);
        RouterHttp.Answer answer = http.post(service.control(), service.type() + '#' + action, request);
        try {
            if (answer.status() != 200) {
                throw new RefusedException(action, String.valueOf(IgdXml.text(answer.body(), "errorCode")));
            }
            return IgdXml.text(answer.body(), wanted);
        } catch (XMLStreamException e) {
            throw new IOException(action + " answered with what is no XML, status " + answer.status(), e);
        }
    }
}
