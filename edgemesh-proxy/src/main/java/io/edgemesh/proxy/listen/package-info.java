/**
 * What all listeners of the proxy have in common: binding and its errors ({@link io.edgemesh.proxy.listen.StreamListener}),
 * accepting within limits, and the way from what a client names to a connected channel
 * ({@link io.edgemesh.proxy.listen.Router}).
 */
@NullMarked
package io.edgemesh.proxy.listen;

import org.jspecify.annotations.NullMarked;
