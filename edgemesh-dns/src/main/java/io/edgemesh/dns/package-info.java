/**
 * The DNS of a node: the cluster's names from the catalog, everything else from other name servers and a cache.
 *
 * <p>Begin at {@link io.edgemesh.dns.DnsSubsystemProvider}. A question comes in at {@link io.edgemesh.dns.server}, is
 * read by {@link io.edgemesh.dns.wire}, and answered by {@link io.edgemesh.dns.zone} or by way of
 * {@link io.edgemesh.dns.cache} by {@link io.edgemesh.dns.forward}; {@link io.edgemesh.dns.resolver} lets this process
 * ask without a socket.
 */
@NullMarked
package io.edgemesh.dns;

import org.jspecify.annotations.NullMarked;
