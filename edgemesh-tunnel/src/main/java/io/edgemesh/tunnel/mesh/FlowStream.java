package io.edgemesh.tunnel.mesh;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Varint;
import io.edgemesh.tunnel.multiformats.VarintFrameDecoder;
import io.edgemesh.tunnel.multiformats.VarintFrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many flows of datagrams on one stream: {@value #PROTOCOL_ID}. The side that opened the stream opens the flows.
 *
 * <pre>
 *   frame    length as a varint, then: flow and kind as one varint (flow * 4 + kind), payload
 *   kind 0   DATAGRAM  the datagram
 *   kind 1   OPEN      a request as in the native proxy protocol; datagrams may follow at once
 *   kind 2   CLOSE     an answer as there: code 0 where the flow has just ended, else why there is none
 * </pre>
 *
 * <p><b>Loss:</b> when the peer does not keep up, datagrams are dropped once {@value #MAX_QUEUED_BYTES} bytes wait, as networks
 * do. <b>Threads:</b> the stream's event loop only.
 */
abstract class FlowStream extends SimpleChannelInboundHandler<ByteBuf> {
    static final String PROTOCOL_ID = "/edgemesh/datagrams/1.0.0";

    /** The longest datagram there is, and what stands before it. */
    static final int MAX_FRAME_BYTES = 65_535 + Varint.MAX_BYTES;

    static final int DATAGRAM = 0;
    static final int OPEN = 1;
    static final int CLOSE = 2;

    private static final Logger LOGGER = LoggerFactory.getLogger(FlowStream.class);
    private static final int KIND_BITS = 2;
    private static final long MAX_QUEUED_BYTES = 4 << 20;

    private final Channel channel;
    private final Map<Long, FlowChannel> flows = new HashMap<>();

    FlowStream(Channel channel) {
        this.channel = channel;
    }

    /** Takes the stream over. On its event loop. */
    final void start() {
        channel.pipeline().addLast(new VarintFrameDecoder(MAX_FRAME_BYTES), VarintFrameEncoder.INSTANCE, this);
        channel.config().setAutoRead(true);
    }

    final Channel channel() {
        return channel;
    }

    final int flowCount() {
        return flows.size();
    }

    /** Makes the channel of a flow, registered with the stream's event loop. */
    final FlowChannel add(long flowId) {
        FlowChannel flow = new FlowChannel(this, flowId);
        flows.put(flowId, flow);
        channel.eventLoop().register(flow);
        return flow;
    }

    final boolean has(long flowId) {
        return flows.containsKey(flowId);
    }

    /** Forgets a flow; whether it was there: then nobody has told the peer of its end. */
    final boolean remove(FlowChannel flow) {
        return flows.remove(flow.flowId(), flow);
    }

    /** Sends a frame; the payload is released. */
    final void send(long flowId, int kind, ByteBuf payload) {
        ByteBuf tag = channel.alloc().buffer(Varint.MAX_BYTES);
        Varint.write(tag, flowId << KIND_BITS | kind);
        channel.write(channel.alloc().compositeBuffer(2).addComponents(true, tag, payload));
    }

    /** Sends a datagram, or drops it. */
    final void send(FlowChannel flow, ByteBuf datagram) {
        if (!channel.isWritable() && channel.bytesBeforeWritable() > MAX_QUEUED_BYTES) {
            datagram.release();
        } else {
            send(flow.flowId(), DATAGRAM, datagram);
        }
    }

    final void sendClose(long flowId, ProxyAnswer answer) {
        ByteBuf payload = channel.alloc().buffer();
        NativeProxyDialect.INSTANCE.writeAnswer(answer, payload);
        send(flowId, CLOSE, payload);
        channel.flush();
    }

    final void flush() {
        channel.flush();
    }

    /** A flow's channel has closed: tells the peer, unless the peer has said so first. */
    final void closed(FlowChannel flow) {
        if (remove(flow) && channel.isActive()) {
            sendClose(flow.flowId(), ProxyAnswer.CONNECTED);
        }
    }

    @Override
    protected final void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) {
        long tag = Varint.read(frame);
        if (tag < 0) {
            throw new MalformedException("a frame without a flow");
        }
        long flowId = tag >>> KIND_BITS;
        switch ((int) tag & (1 << KIND_BITS) - 1) {
            case DATAGRAM -> datagram(flowId, frame);
            case OPEN -> opened(flowId, frame);
            case CLOSE -> closedByPeer(flowId, frame);
            default -> {} // of a later version
        }
    }

    private void datagram(long flowId, ByteBuf datagram) {
        FlowChannel flow = flows.get(flowId);
        if (flow != null) { // else it has crossed a CLOSE
            flow.receive(datagram.retain());
        }
    }

    /** The peer opens a flow. */
    abstract void opened(long flowId, ByteBuf request);

    private void closedByPeer(long flowId, ByteBuf reason) {
        FlowChannel flow = flows.remove(flowId);
        if (flow == null) {
            return;
        }
        ProxyAnswer answer = NativeProxyDialect.INSTANCE.readAnswer(reason);
        if (answer.refusal() == null) {
            flow.end();
        } else {
            flow.refuse(new RefusedException(answer.refusal(), answer.text()));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        for (FlowChannel flow : new ArrayList<>(flows.values())) {
            flow.end();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOGGER.atDebug().addKeyValue("failure", cause.toString()).log("a stream of datagrams broke");
        ctx.close();
    }
}
