package io.edgemesh.api.dial;

import io.netty.channel.Channel;
import java.util.concurrent.CompletionStage;

/**
 * Turns a service into a connected Netty channel.
 *
 * <p>One a mesh, created and closed by it. <b>Threads:</b> safe for use by several; never blocks.
 */
public interface Dialer extends AutoCloseable {
    /**
     * Opens a connection: interceptors, then the service's load balancer, then the transport that reaches the endpoint it
     * picked; endpoints that fail are followed by others while the time lasts. A service that is not known yet is waited
     * for until the catalog is complete.
     *
     * @return completes on the dial's event loop, if it names one, within its time-out; fails with
     *     {@link UnknownServiceException}, {@link io.edgemesh.api.lb.NoEndpointException},
     *     {@link io.edgemesh.api.intercept.DialDeniedException} or
     *     {@link io.edgemesh.api.transport.TransportException}
     */
    CompletionStage<Connection> dial(Dial dial);

    /**
     * Connects to an endpoint on this node for a peer, if the catalog places the address here or an allow-list has it.
     *
     * @return completes on {@link Delivery#eventLoop()} within its time-out, with a channel that follows the rules of
     *     {@link io.edgemesh.api.transport.Transport#open}; fails with a
     *     {@link io.edgemesh.api.intercept.DialDeniedException} for an address that is not this node's to serve
     */
    CompletionStage<Channel> deliver(Delivery delivery);

    /** Refuses further dials and closes the load balancers; connections that stand are left to their owners. */
    @Override
    void close();
}
