/**
 * From a service's address to a connected Netty channel: {@link io.edgemesh.api.dial.Dialer} opens,
 * {@link io.edgemesh.api.dial.Connection} is what one gets, {@link io.edgemesh.api.dial.Forwarder} joins two channels.
 */
@NullMarked
package io.edgemesh.api.dial;

import org.jspecify.annotations.NullMarked;
