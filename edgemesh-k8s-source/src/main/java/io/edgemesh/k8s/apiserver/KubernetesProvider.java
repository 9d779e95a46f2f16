package io.edgemesh.k8s.apiserver;

import com.google.auto.service.AutoService;
import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.metadata.MetadataSource;
import io.edgemesh.api.metadata.MetadataSourceProvider;
import io.edgemesh.api.spi.MeshContext;

/**
 * Services from a Kubernetes API server: Services, EndpointSlices (Endpoints where the server has no slices) and, where
 * the cluster has them, DestinationRules.
 *
 * <p>Settings, as in {@code kubeAPIConfig} of Go EdgeMesh: {@code master}, the server's URL; {@code kubeConfig}, a
 * kubeconfig file. Without both the process looks around as kubectl does: service account, {@code KUBECONFIG},
 * {@code ~/.kube/config}. {@code qps}, {@code burst} and {@code contentType} are accepted and not needed: a handful of
 * long requests is all there is, and they speak JSON. {@code serviceFilterMode}: see
 * {@link io.edgemesh.k8s.objects.ServiceFilter}. KubeEdge's MetaServer is not spoken to yet.
 *
 * <p>What was last known is kept in the mesh's data directory, if it has one: after a restart while the server is out of
 * reach, services are there at once.
 *
 * <p>Needs fabric8's kubernetes-client; this class and the other sources load without it.
 */
@AutoService(MetadataSourceProvider.class)
public final class KubernetesProvider implements MetadataSourceProvider {
    private static final String CLIENT = "io.fabric8.kubernetes.client.KubernetesClient";

    @Override
    public String name() {
        return "kubernetes";
    }

    @Override
    public MetadataSource create(MeshContext mesh, Settings settings) {
        try {
            Class.forName(CLIENT, false, KubernetesProvider.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new ConfigurationException(
                    "the metadata source \"kubernetes\" needs io.fabric8:kubernetes-client and"
                            + " io.fabric8:kubernetes-httpclient-jdk, which are not on the class path; add them or"
                            + " choose another source, such as \"manifests\"",
                    e);
        }
        return KubernetesSource.create(mesh, settings);
    }
}
