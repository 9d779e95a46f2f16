package io.edgemesh.api;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.dial.ServiceAddress;
import io.edgemesh.api.model.ServiceName;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests for services of the mesh through its proxy and all others straight on. A name that is not known while
 * the catalog is still incomplete is waited for: sent straight on, the first requests of a process would miss the mesh.
 */
final class MeshProxySelector extends ProxySelector {
    private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);
    private static final int SYNC_SECONDS = 5;

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
            ServiceName name = ServiceAddress.of(host, "0").service();
            if (catalog.find(name) == null) {
                awaitSync(); // and look again in any case: it may have become complete since
            }
            return catalog.find(name) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void awaitSync() {
        try {
            catalog.synced().toCompletableFuture().get(SYNC_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Then what is known by now has to do.
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
