package io.edgemesh.tunnel.mesh;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One flow of datagrams among the many of a {@link FlowStream}, as a channel whose every message is one datagram.
 *
 * <p>Lives on the event loop of the stream, which is its parent. <b>Limit:</b> datagrams that nobody reads are dropped beyond
 * {@value #MAX_UNREAD}, as a socket would; one flow that is not read holds up no other.
 */
final class FlowChannel extends AbstractChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);
    private static final int MAX_UNREAD = 128;

    private final FlowStream stream;
    private final long flowId;
    private final ChannelConfig config = new DefaultChannelConfig(this);
    private final Queue<ByteBuf> unread = new ArrayDeque<>();
    private boolean readPending;
    private boolean everRead;
    private @Nullable RefusedException refusal; // kept until there is somebody to tell
    private volatile boolean open = true;

    FlowChannel(FlowStream stream, long flowId) {
        super(stream.channel());
        this.stream = stream;
        this.flowId = flowId;
        config.setAutoRead(false);
    }

    long flowId() {
        return flowId;
    }

    /** Takes a datagram that the peer has sent; it is released here or by who reads it. On the event loop. */
    void receive(ByteBuf datagram) {
        if (!open || unread.size() >= MAX_UNREAD) {
            datagram.release();
            return;
        }
        unread.add(datagram);
        if (readPending) {
            deliver();
        }
    }

    private void deliver() {
        readPending = false;
        for (ByteBuf datagram = unread.poll(); datagram != null; datagram = unread.poll()) {
            pipeline().fireChannelRead(datagram);
        }
        pipeline().fireChannelReadComplete();
    }

    /** The peer has refused the flow: who reads it learns why. On the event loop. */
    void refuse(RefusedException cause) {
        if (everRead) {
            pipeline().fireExceptionCaught(cause);
            end();
        } else {
            refusal = cause;
        }
    }

    /** The peer has ended the flow. On the event loop. */
    void end() {
        unsafe().close(unsafe().voidPromise());
    }

    @Override
    protected void doBeginRead() {
        readPending = true;
        everRead = true;
        if (!unread.isEmpty() || refusal != null) {
            eventLoop().execute(this::deliverLate);
        }
    }

    private void deliverLate() {
        if (readPending && !unread.isEmpty()) {
            deliver();
        }
        if (refusal != null && open) {
            refuse(refusal);
        }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        for (Object message = in.current(); message != null; message = in.current()) {
            stream.send(this, ((ByteBuf) message).retain());
            in.remove();
        }
        stream.flush();
    }

    @Override
    protected Object filterOutboundMessage(Object message) {
        if (!(message instanceof ByteBuf)) {
            throw new UnsupportedOperationException(
                    "a flow carries ByteBuf, not " + message.getClass().getName());
        }
        return message;
    }

    @Override
    protected void doClose() {
        open = false;
        for (ByteBuf datagram = unread.poll(); datagram != null; datagram = unread.poll()) {
            datagram.release();
        }
        stream.closed(this);
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new AbstractUnsafe() {
            @Override
            public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
                promise.setFailure(new UnsupportedOperationException("a flow is connected from the start"));
            }
        };
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop == parent().eventLoop();
    }

    @Override
    protected SocketAddress localAddress0() {
        return parent().localAddress();
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return parent().remoteAddress();
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("a flow has no address of its own");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }
}
