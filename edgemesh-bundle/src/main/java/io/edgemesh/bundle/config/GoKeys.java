package io.edgemesh.bundle.config;

import io.edgemesh.api.config.Settings;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The keys of Go EdgeMesh's v1alpha1 files, so that one which nothing here reads is told from one that is misspelt.
 */
final class GoKeys {
    private static final Set<String> API_VERSIONS =
            Set.of("agent.edgemesh.config.kubeedge.io/v1alpha1", "gateway.edgemesh.config.kubeedge.io/v1alpha1");
    private static final Set<String> KINDS = Set.of("EdgeMeshAgent", "EdgeMeshGateway");
    private static final Set<String> TOP = Set.of("apiVersion", "kind", "kubeAPIConfig", "commonConfig", "modules");
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

    /** Every key, those with keys below them included, by its path without list indices. */
    private static final Set<String> PATHS = """
            apiVersion kind modules
            kubeAPIConfig kubeAPIConfig.master kubeAPIConfig.contentType kubeAPIConfig.qps kubeAPIConfig.burst
            kubeAPIConfig.kubeConfig kubeAPIConfig.mode kubeAPIConfig.deleteKubeConfig kubeAPIConfig.metaServer
            kubeAPIConfig.metaServer.server kubeAPIConfig.metaServer.security
            kubeAPIConfig.metaServer.security.requireAuthorization
            kubeAPIConfig.metaServer.security.insecureSkipTLSVerify kubeAPIConfig.metaServer.security.tlsCaFile
            kubeAPIConfig.metaServer.security.tlsCertFile kubeAPIConfig.metaServer.security.tlsPrivateKeyFile
            commonConfig commonConfig.bridgeDeviceName commonConfig.bridgeDeviceIP commonConfig.pprofConfig
            commonConfig.pprofConfig.enable commonConfig.pprofConfig.port
            modules.edgeDNS modules.edgeDNS.enable modules.edgeDNS.listenPort modules.edgeDNS.cacheDNS
            modules.edgeDNS.cacheDNS.enable modules.edgeDNS.cacheDNS.autoDetect
            modules.edgeDNS.cacheDNS.upstreamServers modules.edgeDNS.cacheDNS.cacheTTL
            modules.edgeProxy modules.edgeProxy.enable modules.edgeProxy.serviceFilterMode
            modules.edgeProxy.socks5Proxy modules.edgeProxy.socks5Proxy.enable
            modules.edgeProxy.socks5Proxy.listenPort modules.edgeProxy.loadBalancer
            modules.edgeProxy.loadBalancer.consistentHash
            modules.edgeProxy.loadBalancer.consistentHash.partitionCount
            modules.edgeProxy.loadBalancer.consistentHash.replicationFactor
            modules.edgeProxy.loadBalancer.consistentHash.load
            modules.edgeTunnel modules.edgeTunnel.enable modules.edgeTunnel.listenPort modules.edgeTunnel.transport
            modules.edgeTunnel.rendezvous modules.edgeTunnel.relayNodes modules.edgeTunnel.relayNodes.nodeName
            modules.edgeTunnel.relayNodes.advertiseAddress modules.edgeTunnel.enableIpfsLog
            modules.edgeTunnel.maxCandidates modules.edgeTunnel.heartbeatPeriod modules.edgeTunnel.finderPeriod
            modules.edgeTunnel.psk modules.edgeTunnel.psk.enable modules.edgeTunnel.psk.path
            modules.edgeTunnel.tunnelLimitConfig modules.edgeTunnel.tunnelLimitConfig.enable
            modules.edgeTunnel.tunnelLimitConfig.tunnelBaseStreamIn
            modules.edgeTunnel.tunnelLimitConfig.tunnelBaseStreamOut
            modules.edgeTunnel.tunnelLimitConfig.tunnelPeerBaseStreamIn
            modules.edgeTunnel.tunnelLimitConfig.tunnelPeerBaseStreamOut
            modules.edgeTunnel.listenInterfaces modules.edgeTunnel.extraFilteredInterfaces
            modules.edgeTunnel.metricConfig modules.edgeTunnel.metricConfig.enable modules.edgeTunnel.metricConfig.port
            modules.edgeCNI modules.edgeCNI.enable modules.edgeCNI.encapsulationIP modules.edgeCNI.tunMode
            modules.edgeCNI.meshCIDRConfig modules.edgeCNI.meshCIDRConfig.cloudCIDR
            modules.edgeCNI.meshCIDRConfig.edgeCIDR
            modules.edgeGateway modules.edgeGateway.enable modules.edgeGateway.nic modules.edgeGateway.includeIP
            modules.edgeGateway.excludeIP modules.edgeGateway.loadBalancer
            modules.edgeGateway.loadBalancer.consistentHash
            modules.edgeGateway.loadBalancer.consistentHash.partitionCount
            modules.edgeGateway.loadBalancer.consistentHash.replicationFactor
            modules.edgeGateway.loadBalancer.consistentHash.load
            """.lines()
            .flatMap(line -> Pattern.compile(" ").splitAsStream(line))
            .collect(Collectors.toUnmodifiableSet());

    private GoKeys() {}

    /** Returns whether Go EdgeMesh has a key of that path, which may hold list indices. */
    static boolean has(String path) {
        return PATHS.contains(INDEX.matcher(path).replaceAll(""));
    }

    /** Returns the names of the keys right below a path. */
    static Set<String> below(String path) {
        String prefix = path.isEmpty() ? "" : INDEX.matcher(path).replaceAll("") + '.';
        return PATHS.stream()
                .filter(key -> key.startsWith(prefix) && key.indexOf('.', prefix.length()) < 0)
                .map(key -> key.substring(prefix.length()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns whether a file was written for Go EdgeMesh: it says so, or nothing at its top is ours. The files that Go
     * EdgeMesh is deployed with say neither version nor kind.
     */
    static boolean isGoFile(Settings root) {
        String apiVersion = root.string("apiVersion");
        if (apiVersion != null && !API_VERSIONS.contains(apiVersion)) {
            throw root.invalid("apiVersion", "agent.edgemesh.config.kubeedge.io/v1alpha1, or no such key");
        }
        String kind = root.string("kind");
        if (kind != null && !KINDS.contains(kind)) {
            throw root.invalid("kind", "EdgeMeshAgent, EdgeMeshGateway, or no such key");
        }
        return apiVersion != null || kind != null || (!root.keys().isEmpty() && TOP.containsAll(root.keys()));
    }
}
