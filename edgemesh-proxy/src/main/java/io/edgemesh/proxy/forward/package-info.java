/**
 * Fixed forwards: a local address that stands for one service. Streams: {@code TcpForward}; datagrams: {@code UdpForward}
 * with one {@code Flow} for each client.
 */
@NullMarked
package io.edgemesh.proxy.forward;

import org.jspecify.annotations.NullMarked;
