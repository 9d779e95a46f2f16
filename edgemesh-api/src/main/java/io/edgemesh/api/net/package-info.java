/**
 * Event loops and sockets as a {@link io.edgemesh.api.net.Network}: the JDK's NIO, a native transport, or one that a
 * test drives.
 */
@NullMarked
package io.edgemesh.api.net;

import org.jspecify.annotations.NullMarked;
