package io.edgemesh.proxy.direct;

import com.google.auto.service.AutoService;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.api.transport.TransportProvider;
import io.edgemesh.proxy.net.Cidr;
import java.util.ArrayList;
import java.util.List;

/**
 * Connects from this node's own sockets.
 *
 * <p>Settings: {@code reachable}, a list of CIDRs whose endpoints are connected to directly even though they are on other
 * nodes, such as those of a LAN.
 */
@AutoService(TransportProvider.class)
public final class DirectTransportProvider implements TransportProvider {
    @Override
    public String name() {
        return DirectTransport.NAME;
    }

    @Override
    public Transport create(MeshContext mesh, Settings settings) {
        List<Cidr> reachable = new ArrayList<>();
        for (String text : settings.strings("reachable")) {
            try {
                reachable.add(Cidr.parse(text));
            } catch (IllegalArgumentException e) {
                throw settings.invalid("reachable", "CIDRs such as 192.168.1.0/24; " + e.getMessage());
            }
        }
        return new DirectTransport(mesh.nodeName(), reachable, new DirectConnector(mesh.network()));
    }
}
