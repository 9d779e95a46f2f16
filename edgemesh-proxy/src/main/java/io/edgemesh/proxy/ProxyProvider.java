package io.edgemesh.proxy;

import com.google.auto.service.AutoService;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.api.subsystem.Subsystem;
import io.edgemesh.api.subsystem.SubsystemProvider;
import io.edgemesh.proxy.forward.ForwardSpec;
import io.edgemesh.proxy.http.HttpProxy;
import io.edgemesh.proxy.listen.ListenSpec;
import io.edgemesh.proxy.listen.Listener;
import io.edgemesh.proxy.listen.Router;
import io.edgemesh.proxy.socks.SocksProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Listeners that lead into the mesh.
 *
 * <p>Settings, all of {@code modules.edgeProxy}; those of the dialer stand beside them
 * ({@link io.edgemesh.proxy.dial.DefaultDialerProvider}):
 *
 * <ul>
 *   <li>{@code serviceFilterMode}: {@code FilterIfLabelExists} (default) leaves out services that carry the label
 *       {@code service.edgemesh.kubeedge.io/service-proxy-name}, {@code FilterIfLabelDoesNotExists} all others
 *   <li>{@code dialTimeout}: how long a client waits for its connection; 10 s
 *   <li>{@code socks5Proxy}: {@code enable} (false), {@code listenAddress} (127.0.0.1), {@code listenPort} (10800),
 *       {@code maxConnections} (10 000), {@code handshakeTimeout} (10 s), {@code allowDirect} (false: hosts that are no
 *       services are refused), {@code udpIdleTimeout} (60 s)
 *   <li>{@code httpProxy}: {@code enable} (false), {@code listenAddress} (127.0.0.1), {@code listenPort} (10801),
 *       {@code maxConnections} (10 000), {@code idleTimeout} (60 s without a request), {@code allowDirect} (false)
 *   <li>{@code forwards}: a list of {@code listen} (127.0.0.1:8080), {@code service} (orders.default:80),
 *       {@code protocol} (tcp or udp), {@code maxConnections} (10 000); for UDP {@code idleTimeout} (60 s) and
 *       {@code maxFlows} (10 000)
 *   <li>{@code interception}: {@code none}, the only value so far
 * </ul>
 */
@AutoService(SubsystemProvider.class)
public final class ProxyProvider implements SubsystemProvider {
    private static final int SOCKS5_PORT = 10800;
    private static final int HTTP_PORT = 10801;

    @Override
    public String name() {
        return "proxy";
    }

    @Override
    public Subsystem create(MeshContext mesh, Settings settings) {
        String interception = settings.string("interception", "none");
        if (!interception.equals("none")) {
            throw settings.invalid("interception", "none; intercepting the node's traffic is not there yet");
        }
        List<Supplier<Listener>> listeners = new ArrayList<>();
        addSocks(mesh, settings, listeners);
        addHttp(mesh, settings, listeners);
        for (Settings entry : settings.sections("forwards")) {
            ForwardSpec forward = ForwardSpec.read(mesh, settings, entry);
            listeners.add(() -> forward.start(mesh));
        }
        return new ProxySubsystem(listeners);
    }

    /** What is switched off is read all the same: its keys are known, and a wrong value is wrong. */
    private static void addSocks(MeshContext mesh, Settings settings, List<Supplier<Listener>> listeners) {
        Settings socks = settings.section("socks5Proxy");
        ListenSpec listen = ListenSpec.tcp(ListenAddress.SOCKS5, socks, SOCKS5_PORT);
        SocksProxy proxy = SocksProxy.read(mesh, Router.read(mesh, settings, socks), socks);
        if (socks.flag("enable", false)) {
            listeners.add(() -> proxy.start(listen));
        }
    }

    private static void addHttp(MeshContext mesh, Settings settings, List<Supplier<Listener>> listeners) {
        Settings http = settings.section("httpProxy");
        ListenSpec listen = ListenSpec.tcp(ListenAddress.HTTP_PROXY, http, HTTP_PORT);
        HttpProxy proxy = HttpProxy.read(mesh, Router.read(mesh, settings, http), http);
        if (http.flag("enable", false)) {
            listeners.add(() -> proxy.start(listen));
        }
    }
}
