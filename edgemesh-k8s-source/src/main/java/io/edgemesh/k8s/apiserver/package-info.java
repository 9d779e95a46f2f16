/**
 * {@code kubernetes}: services from a Kubernetes API server. Begin at
 * {@link io.edgemesh.k8s.apiserver.KubernetesProvider}. A {@code Reflector} for each kind lists and watches, the
 * {@code ClusterState} joins what they learn, a {@code Snapshot} keeps it for a restart without the server. All that
 * touches fabric8 is in {@code ApiServer}.
 */
@NullMarked
package io.edgemesh.k8s.apiserver;

import org.jspecify.annotations.NullMarked;
