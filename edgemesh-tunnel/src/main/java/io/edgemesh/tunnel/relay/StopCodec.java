package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;

/** Messages of the stop protocol as protobuf. */
final class StopCodec extends CircuitCodec<StopMessage> {
    private static final int CONNECT = 0;
    private static final int STATUS = 1;

    StopCodec() {
        super(StopMessage.class);
    }

    @Override
    void write(StopMessage message, ProtoWriter out) {
        if (message instanceof StopMessage.Connect connect) {
            out.uint64(1, CONNECT);
            writePeer(connect.source(), out);
            connect.limit().write(out, 3);
        } else if (message instanceof StopMessage.Status status) {
            out.uint64(1, STATUS).uint64(4, status.status().code());
        }
    }

    @Override
    StopMessage read(ByteBuf message) {
        int type = -1;
        PeerId peer = null;
        CircuitLimit limit = CircuitLimit.NONE;
        RelayStatus status = RelayStatus.UNUSED;
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.int32();
                case 2 -> peer = readPeer(in.message());
                case 3 -> limit = CircuitLimit.read(in.message());
                case 4 -> status = RelayStatus.byCode(in.int32());
                default -> {}
            }
        }
        return switch (type) {
            case CONNECT -> new StopMessage.Connect(requirePeer(peer), limit);
            case STATUS -> new StopMessage.Status(status);
            default -> throw new MalformedException("stop message of type " + type);
        };
    }
}
