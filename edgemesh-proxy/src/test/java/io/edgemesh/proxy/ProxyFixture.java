package io.edgemesh.proxy;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.dial.Dialer;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.net.NioNetworkProvider;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.api.subsystem.Subsystem;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.proxy.dial.DefaultDialerProvider;
import io.edgemesh.proxy.direct.DirectTransportProvider;
import io.edgemesh.testing.TestMeshContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The proxy of node {@code here} over the real dialer and the direct transport, with listeners on free ports. */
public final class ProxyFixture implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    public final TestMeshContext mesh = new TestMeshContext("here");
    private final Transport transport;
    private final Dialer dialer;
    private final Subsystem proxy;

    /** @param settings of the proxy */
    public ProxyFixture(Map<String, ?> settings) {
        this(settings, new NioNetworkProvider().create(2));
    }

    public ProxyFixture(Map<String, ?> settings, Network network) {
        this(settings, network, mesh -> new DirectTransportProvider().create(mesh, Settings.empty()));
    }

    /** Over another transport than the direct one. */
    public ProxyFixture(Map<String, ?> settings, Function<MeshContext, Transport> transports) {
        this(settings, new NioNetworkProvider().create(2), transports);
    }

    private ProxyFixture(Map<String, ?> settings, Network network, Function<MeshContext, Transport> transports) {
        mesh.network(network);
        transport = transports.apply(mesh);
        dialer = new DefaultDialerProvider().create(mesh, List.of(transport), List.of(), Settings.empty());
        mesh.dialer(dialer);
        proxy = new ProxyProvider().create(mesh, Settings.of("test", settings));
        proxy.start();
    }

    public static Map<String, ?> socks(Map<String, ?> more) {
        return listener("socks5Proxy", more);
    }

    public static Map<String, ?> http(Map<String, ?> more) {
        return listener("httpProxy", more);
    }

    private static Map<String, ?> listener(String name, Map<String, ?> more) {
        Map<String, Object> settings = new java.util.HashMap<>(Map.of("enable", true, "listenPort", 0));
        settings.putAll(more);
        return Map.of(name, settings);
    }

    public static Map<String, ?> forward(String service, String protocol) {
        return Map.of("forwards", List.of(Map.of("listen", "127.0.0.1:0", "service", service, "protocol", protocol)));
    }

    /** Publishes {@code default/NAME} with port 80, cluster IP 10.96.0.1 and the given addresses behind it. */
    public ProxyFixture service(String name, Protocol protocol, InetSocketAddress... addresses) {
        return service(name, protocol, Map.of(), addresses);
    }

    public ProxyFixture service(
            String name, Protocol protocol, Map<String, String> labels, InetSocketAddress... addresses) {
        Service service = Service.builder("default", name)
                .clusterIps(List.of(ip("10.96.0.1")))
                .ports(ServicePort.of("", 80, protocol))
                .labels(labels)
                .build();
        List<Endpoint> endpoints = Arrays.stream(addresses)
                .map(address -> Endpoint.of(address, "here"))
                .toList();
        mesh.catalog().publish(new ServiceEntry(service, Map.of("", endpoints), null));
        return this;
    }

    public ProxyFixture synced() {
        mesh.catalog().markSynced();
        return this;
    }

    private static InetAddress ip(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public InetSocketAddress address() {
        return proxy.listenAddresses().get(0).address();
    }

    public List<ListenAddress> listenAddresses() {
        return proxy.listenAddresses();
    }

    /** Connects a plain socket to the only listener. */
    public Socket connect() throws IOException {
        Socket socket = new Socket(address().getAddress(), address().getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    @Override
    public void close() {
        proxy.close();
        dialer.close();
        transport.close();
        mesh.close();
    }
}
