/**
 * Listening for questions over UDP and TCP: begin at {@link io.edgemesh.dns.server.DnsServer}, and at
 * {@link io.edgemesh.dns.server.Responder} for who answers what.
 */
@NullMarked
package io.edgemesh.dns.server;

import org.jspecify.annotations.NullMarked;
