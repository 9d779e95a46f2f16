package io.edgemesh.api.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;

/**
 * The one place where a mesh gets its event loops and sockets from.
 *
 * <p>All channels that its factories make can be registered with its event loops. <b>Ownership:</b> a mesh closes the
 * network that it created, and leaves one that was handed to it to the giver, so several meshes may share one.
 * <b>Threads:</b> safe for use by several.
 */
public interface Network extends AutoCloseable {
    /** Returns the name of its provider, for logs. */
    String name();

    EventLoopGroup eventLoops();

    /** Returns what makes listening stream sockets. */
    ChannelFactory<? extends ServerChannel> serverChannels();

    /** Returns what makes connecting stream sockets. */
    ChannelFactory<? extends Channel> streamChannels();

    /** Returns what makes datagram sockets; they take IPv4 and IPv6 where the machine has both. */
    ChannelFactory<? extends DatagramChannel> datagramChannels();

    /**
     * Returns what makes datagram sockets that take this version of IP and no other, as multicast needs them; by default the
     * same as {@link #datagramChannels()}.
     */
    default ChannelFactory<? extends DatagramChannel> datagramChannels(SocketProtocolFamily family) {
        return datagramChannels();
    }

    /** Ends the event loops and waits for them, a few seconds at most. Channels still open are closed. */
    @Override
    void close();
}
