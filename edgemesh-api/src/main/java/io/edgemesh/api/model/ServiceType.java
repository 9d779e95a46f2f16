package io.edgemesh.api.model;

/** How a service is exposed; {@code spec.type} in Kubernetes. A headless service is a CLUSTER_IP without cluster IPs. */
public enum ServiceType {
    CLUSTER_IP,
    NODE_PORT,
    LOAD_BALANCER,
    EXTERNAL_NAME
}
