package io.edgemesh.api;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.dial.ServiceAddress;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/** Sends requests for services of the mesh through its proxy and all others straight on. */
final class MeshProxySelector extends ProxySelector {
    private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

    private final ServiceCatalog catalog;
    private final List<Proxy> proxy;

    MeshProxySelector(ServiceCatalog catalog, Proxy proxy) {
        this.catalog = catalog;
        this.proxy = List.of(proxy);
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = uri.getHost();
        return host != null && inMesh(host.toLowerCase(Locale.ROOT)) ? proxy : DIRECT;
    }

    private boolean inMesh(String host) {
        if (NetUtil.isValidIpV4Address(host) || host.startsWith("[")) {
            return isServiceAddress(host);
        }
        if (host.endsWith(".svc") || host.contains(".svc.")) {
            return true; // nothing outside a cluster is called that, so the mesh may say that it knows no such service
        }
        try {
            return catalog.find(ServiceAddress.of(host, "0").service()) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean isServiceAddress(String literal) {
        try {
            return catalog.findByAddress(InetAddress.getByName(literal)) != null; // a literal: nothing is looked up
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The client reports it; the proxy is in this process, so there is no other to try.
    }
}
