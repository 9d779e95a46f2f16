/**
 * The names of the cluster, answered from the catalog: begin at {@link io.edgemesh.dns.zone.ClusterZone}.
 *
 * <p>Nothing but the catalog's services is stored: which names exist follows from the shape of the name asked for.
 *
 * @see <a href="https://github.com/kubernetes/dns/blob/master/docs/specification.md">Kubernetes DNS-Based Service
 *     Discovery, 1.1.0</a>
 */
@NullMarked
package io.edgemesh.dns.zone;

import org.jspecify.annotations.NullMarked;
