/**
 * Asking other name servers: begin at {@link io.edgemesh.dns.forward.Forwarder}.
 *
 * <p>A question goes to the {@link io.edgemesh.dns.forward.Upstreams} of its suffix, which try one server after the
 * other; one try is an exchange over UDP and, if the answer is truncated, another over TCP. What comes back is believed
 * only as far as it answers what was asked.
 */
@NullMarked
package io.edgemesh.dns.forward;

import org.jspecify.annotations.NullMarked;
