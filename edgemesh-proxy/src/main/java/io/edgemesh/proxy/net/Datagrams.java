package io.edgemesh.proxy.net;

import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;

/** What all our datagram sockets have in common. */
public final class Datagrams {
    /** The largest payload that UDP can carry, and a little more. */
    public static final int MAX_BYTES = 65_535;

    /** Room for a burst of large datagrams; Netty's 64 KiB would be full with one. */
    public static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(512 * 1024, 1024 * 1024);

    private Datagrams() {}

    /** Returns an allocator whose buffers hold any datagram: a smaller one would cut without a word. */
    public static RecvByteBufAllocator wholeDatagrams() {
        return new FixedRecvByteBufAllocator(MAX_BYTES);
    }
}
