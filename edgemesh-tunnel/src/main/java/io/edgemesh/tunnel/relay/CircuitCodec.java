package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.HeldInput;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.edgemesh.tunnel.multiformats.VarintFrameDecoder;
import io.edgemesh.tunnel.multiformats.VarintFrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.MessageToMessageCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the messages of one of the two relay protocols on a stream, until the stream becomes a circuit.
 *
 * <p>Both sides of either protocol read one message only. So the frame decoder hands on one and holds back whatever came
 * with it, the first bytes of the circuit, until the codec has gone.
 *
 * @param <M> the messages of the protocol
 */
abstract class CircuitCodec<M> extends MessageToMessageCodec<ByteBuf, M> {
    /** The longest message that is read, as in other implementations. */
    static final int MAX_MESSAGE_BYTES = 4096;

    private final Class<M> messages;

    CircuitCodec(Class<M> messages) {
        super(ByteBuf.class, messages);
        this.messages = messages;
    }

    final Class<M> messages() {
        return messages;
    }

    /** Adds this codec, and what cuts the stream into messages, to the end of the stream's pipeline. */
    final void addTo(Channel stream) {
        VarintFrameDecoder frames = new VarintFrameDecoder(MAX_MESSAGE_BYTES);
        frames.setSingleDecode(true);
        stream.pipeline().addLast(frames, VarintFrameEncoder.INSTANCE, this);
    }

    /**
     * Leaves the bytes of the stream as they are from now on. What has been held back comes first when the stream is read
     * again. On the stream's event loop, with auto-read off.
     */
    final void removeFrom(Channel stream) {
        ChannelPipeline pipeline = stream.pipeline();
        pipeline.remove(this);
        pipeline.remove(VarintFrameEncoder.class);
        pipeline.addLast(new HeldInput());
        pipeline.remove(VarintFrameDecoder.class);
    }

    @Override
    protected final void encode(ChannelHandlerContext ctx, M message, List<Object> out) {
        ByteBuf buffer = ctx.alloc().buffer();
        out.add(buffer);
        write(message, new ProtoWriter(buffer));
    }

    @Override
    protected final void decode(ChannelHandlerContext ctx, ByteBuf message, List<Object> out) {
        out.add(read(message));
    }

    abstract void write(M message, ProtoWriter out);

    abstract M read(ByteBuf message);

    static void writePeer(PeerId peerId, ProtoWriter out) {
        out.message(2, peer -> peer.bytes(1, peerId.toBytes()));
    }

    /** Addresses that come with a peer are for relays that dial their targets; ours never do. */
    static @Nullable PeerId readPeer(ProtoReader in) {
        PeerId peerId = null;
        while (in.next()) {
            if (in.field() == 1) {
                peerId = PeerId.from(in.bytes());
            }
        }
        return peerId;
    }

    static PeerId requirePeer(@Nullable PeerId peerId) {
        if (peerId == null) {
            throw new MalformedException("request for a circuit without a peer");
        }
        return peerId;
    }
}
