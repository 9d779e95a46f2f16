/** DNS beside other servers: begin at {@link io.edgemesh.benchmarks.dns.DnsComparison}. */
@NullMarked
package io.edgemesh.benchmarks.dns;

import org.jspecify.annotations.NullMarked;
