package io.edgemesh.tunnel.host;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;

/** Options of sockets that carry many streams. Those a kind of channel does not know are passed over. */
final class SocketOptions {
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private SocketOptions() {}

    static void forConnections(ChannelConfig config) {
        config.setOption(ChannelOption.TCP_NODELAY, true);
        config.setOption(ChannelOption.SO_KEEPALIVE, true);
        config.setOption(ChannelOption.SO_REUSEADDR, true); // so that a hole can be punched from the same local port
        config.setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
    }

    static void forServers(ChannelConfig config) {
        config.setOption(ChannelOption.SO_REUSEADDR, true);
        config.setOption(ChannelOption.SO_BACKLOG, 1024);
    }
}
