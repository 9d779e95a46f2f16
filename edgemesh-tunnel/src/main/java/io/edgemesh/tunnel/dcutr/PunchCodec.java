package io.edgemesh.tunnel.dcutr;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.edgemesh.tunnel.multiformats.VarintFrameDecoder;
import io.edgemesh.tunnel.multiformats.VarintFrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageCodec;
import java.util.ArrayList;
import java.util.List;

/** Messages of DCUtR as protobuf. */
final class PunchCodec extends MessageToMessageCodec<ByteBuf, PunchMessage> {
    private static final int MAX_MESSAGE_BYTES = 4096;
    private static final int MAX_ADDRESSES = 16;
    private static final int CONNECT = 100;
    private static final int SYNC = 300;

    PunchCodec() {
        super(ByteBuf.class, PunchMessage.class);
    }

    /** Adds the codec, and what cuts the stream into messages, to the end of a stream's pipeline. */
    static void addTo(Channel stream) {
        stream.pipeline()
                .addLast(new VarintFrameDecoder(MAX_MESSAGE_BYTES), VarintFrameEncoder.INSTANCE, new PunchCodec());
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, PunchMessage message, List<Object> out) {
        ByteBuf buffer = ctx.alloc().buffer();
        out.add(buffer);
        ProtoWriter writer = new ProtoWriter(buffer);
        if (message instanceof PunchMessage.Connect connect) {
            writer.uint64(1, CONNECT);
            connect.addresses().forEach(address -> writer.bytes(2, address.toBytes()));
        } else {
            writer.uint64(1, SYNC);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf message, List<Object> out) {
        out.add(read(message));
    }

    /** Reads a message; addresses of kinds that we do not know are left out, and so are those after many. */
    static PunchMessage read(ByteBuf message) {
        int type = 0;
        List<Multiaddr> addresses = new ArrayList<>();
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.int32();
                case 2 -> Multiaddr.addIfKnown(in.bytes(), addresses, MAX_ADDRESSES);
                default -> {}
            }
        }
        return switch (type) {
            case CONNECT -> new PunchMessage.Connect(addresses);
            case SYNC -> new PunchMessage.Sync();
            default -> throw new MalformedException("hole punching message of type " + type);
        };
    }
}
