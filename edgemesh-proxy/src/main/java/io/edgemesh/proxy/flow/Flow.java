package io.edgemesh.proxy.flow;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One flow: datagrams of one key to its upstream channel, and what comes back.
 *
 * <p><b>Threads:</b> the socket's event loop, but for the handler's methods, which run on the upstream channel's.
 */
final class Flow<K> extends ChannelInboundHandlerAdapter {
    private static final Logger LOGGER = LoggerFactory.getLogger(Flow.class);
    private static final int MAX_HELD_DATAGRAMS = 64;

    private final FlowTable<K> table;
    private final K key;
    private final Queue<ByteBuf> held = new ArrayDeque<>();
    private @Nullable Channel upstream;
    private boolean closed;
    private volatile long lastActiveNanos;

    Flow(FlowTable<K> table, K key) {
        this.table = table;
        this.key = key;
        this.lastActiveNanos = table.nanoTime();
    }

    long lastActiveNanos() {
        return lastActiveNanos;
    }

    void send(ByteBuf datagram) {
        lastActiveNanos = table.nanoTime();
        if (upstream == null) {
            hold(datagram);
        } else {
            writeOrDrop(upstream, datagram);
        }
    }

    /** Keeps a copy that is no larger than need be: the buffer it was read into has room for 64 KiB. */
    private void hold(ByteBuf datagram) {
        if (!closed && held.size() < MAX_HELD_DATAGRAMS && table.tryHold(datagram.readableBytes())) {
            held.add(datagram.copy());
        }
        datagram.release();
    }

    /** A channel that is full is flushed first: the batch that filled it has not been yet. */
    private static boolean writeOrDrop(Channel channel, ByteBuf datagram) {
        if (!channel.isWritable()) {
            channel.flush();
        }
        if (!channel.isWritable()) {
            datagram.release();
            return false;
        }
        channel.write(datagram);
        return true;
    }

    void flush() {
        if (upstream != null) {
            upstream.flush();
        }
    }

    void opened(@Nullable Channel channel, @Nullable Throwable failure) {
        if (channel == null) {
            LOGGER.atDebug()
                    .addKeyValue("flow", key)
                    .addKeyValue("failure", String.valueOf(failure))
                    .log("no upstream for a flow of datagrams");
            table.end(key, this);
        } else if (closed) {
            channel.close();
        } else {
            upstream = channel;
            channel.pipeline().addLast(this);
            for (ByteBuf datagram = takeHeld(); datagram != null; datagram = takeHeld()) {
                writeOrDrop(channel, datagram);
            }
            channel.flush();
            channel.config().setAutoRead(true);
        }
    }

    private @Nullable ByteBuf takeHeld() {
        ByteBuf datagram = held.poll();
        if (datagram != null) {
            table.unhold(datagram.readableBytes());
        }
        return datagram;
    }

    void close() {
        closed = true;
        for (ByteBuf datagram = takeHeld(); datagram != null; datagram = takeHeld()) {
            datagram.release();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        lastActiveNanos = table.nanoTime();
        Channel socket = table.socket();
        ByteBuf datagram = (ByteBuf) message;
        if (!socket.isWritable()) {
            socket.flush();
        }
        if (socket.isWritable()) {
            socket.write(table.enveloped(key, datagram));
        } else {
            datagram.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        table.socket().flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (table.socket().isOpen()) {
            table.socket().eventLoop().execute(() -> table.end(key, this));
        }
    }

    /** Such as an endpoint's "port unreachable": the next datagram looks for another one. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
