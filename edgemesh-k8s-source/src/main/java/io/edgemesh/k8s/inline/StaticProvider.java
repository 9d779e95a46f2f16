package io.edgemesh.k8s.inline;

import com.google.auto.service.AutoService;
import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.metadata.MetadataSource;
import io.edgemesh.api.metadata.MetadataSourceProvider;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.spi.MeshContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Services that stand in the settings, for embedders that know theirs; they never change.
 *
 * <pre>
 * services:
 * - name: orders
 *   namespace: shop                # default
 *   clusterIP: 10.96.0.7           # or clusterIPs, a list; none unless given
 *   sessionAffinity: 3h            # none unless given
 *   loadBalancer: LEAST_REQUEST    # the mesh's default unless given
 *   ports:
 *   - {name: http, port: 80, targetPort: 8080, protocol: TCP, nodePort: 30080, appProtocol: http}
 *   endpoints:
 *   - {ip: 10.1.0.4, node: edge-b, weight: 2, hostname: orders-0, zone: hall-1}
 * </pre>
 */
@AutoService(MetadataSourceProvider.class)
public final class StaticProvider implements MetadataSourceProvider {
    @Override
    public String name() {
        return "static";
    }

    @Override
    public MetadataSource create(MeshContext mesh, Settings settings) {
        Map<ServiceName, ServiceEntry> entries = new LinkedHashMap<>();
        for (Settings service : settings.sections("services")) {
            ServiceEntry entry = InlineService.read(service);
            if (entries.put(entry.name(), entry) != null) {
                throw new ConfigurationException(service.where("name") + ": " + entry.name() + " is listed twice");
            }
        }
        return new StaticSource(List.copyOf(entries.values()));
    }
}
