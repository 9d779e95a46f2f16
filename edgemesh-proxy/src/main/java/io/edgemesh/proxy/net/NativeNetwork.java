package io.edgemesh.proxy.net;

import io.edgemesh.api.net.EventLoopThreads;
import io.edgemesh.api.net.Network;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;

/** Event loops and the channels that go with them. */
record NativeNetwork(
        String name,
        EventLoopGroup eventLoops,
        ChannelFactory<? extends ServerChannel> serverChannels,
        ChannelFactory<? extends Channel> streamChannels,
        ChannelFactory<? extends DatagramChannel> datagramChannels)
        implements Network {
    @Override
    public void close() {
        EventLoopThreads.shutDown(eventLoops);
    }
}
