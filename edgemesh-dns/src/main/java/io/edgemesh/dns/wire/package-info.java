/**
 * DNS messages as bytes, without garbage: begin with {@link io.edgemesh.dns.wire.Query}, which reads what a client
 * sent, and {@link io.edgemesh.dns.wire.MessageWriter}, which builds the answer.
 *
 * <p>Both are kept and used again by the thread that owns them. {@link io.edgemesh.dns.wire.DomainName} is a name that
 * stays, {@link io.edgemesh.dns.wire.WireKey} a run of bytes that is looked up in a map.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-4">RFC 1035, 4. Messages</a>
 */
@NullMarked
package io.edgemesh.dns.wire;

import org.jspecify.annotations.NullMarked;
