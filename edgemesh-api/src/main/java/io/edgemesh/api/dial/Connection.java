package io.edgemesh.api.dial;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.transport.DialPath;
import io.netty.channel.Channel;

/**
 * A connection to an endpoint of a service.
 *
 * <p>The channel comes with auto-read off: add handlers, then {@code channel.config().setAutoRead(true)}. It carries
 * {@code ByteBuf}s, any cut of the byte stream for TCP and one datagram each for UDP. A TCP channel allows half-closure:
 * the peer's end of output arrives as {@link io.netty.channel.socket.ChannelInputShutdownEvent}, and the channel stays
 * open for what is still to be written. <b>Ownership:</b> the caller's, who closes it.
 *
 * @param channel  the channel, open
 * @param service  the service it leads to
 * @param endpoint the endpoint that was chosen
 * @param path     the way it goes
 */
public record Connection(Channel channel, ServiceName service, Endpoint endpoint, DialPath path)
        implements AutoCloseable {
    /** Closes the channel; does not wait. */
    @Override
    public void close() {
        channel.close();
    }
}
