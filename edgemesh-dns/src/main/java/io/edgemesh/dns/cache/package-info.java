/**
 * Answers of other name servers, kept for as long as they allow and, while those servers are away, longer: begin at
 * {@link io.edgemesh.dns.cache.CachingResolver}.
 */
@NullMarked
package io.edgemesh.dns.cache;

import org.jspecify.annotations.NullMarked;
