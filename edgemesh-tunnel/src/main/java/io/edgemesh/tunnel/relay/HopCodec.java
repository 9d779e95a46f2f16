package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Messages of the hop protocol as protobuf. */
final class HopCodec extends CircuitCodec<HopMessage> {
    private static final int RESERVE = 0;
    private static final int CONNECT = 1;
    private static final int STATUS = 2;

    HopCodec() {
        super(HopMessage.class);
    }

    @Override
    void write(HopMessage message, ProtoWriter out) {
        if (message instanceof HopMessage.Connect connect) {
            out.uint64(1, CONNECT);
            writePeer(connect.target(), out);
        } else if (message instanceof HopMessage.Status status) {
            writeStatus(status, out);
        } else {
            out.uint64(1, RESERVE);
        }
    }

    private static void writeStatus(HopMessage.Status status, ProtoWriter out) {
        out.uint64(1, STATUS);
        Reservation reservation = status.reservation();
        if (reservation != null) {
            out.message(3, reservation::write);
        }
        status.limit().write(out, 4);
        out.uint64(5, status.status().code());
    }

    @Override
    HopMessage read(ByteBuf message) {
        int type = -1;
        PeerId peer = null;
        Reservation reservation = null;
        CircuitLimit limit = CircuitLimit.NONE;
        RelayStatus status = RelayStatus.UNUSED;
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.int32();
                case 2 -> peer = readPeer(in.message());
                case 3 -> reservation = Reservation.read(in.message());
                case 4 -> limit = CircuitLimit.read(in.message());
                case 5 -> status = RelayStatus.byCode(in.int32());
                default -> {}
            }
        }
        return message(type, peer, new HopMessage.Status(status, reservation, limit));
    }

    private static HopMessage message(int type, @Nullable PeerId peer, HopMessage.Status status) {
        return switch (type) {
            case RESERVE -> new HopMessage.Reserve();
            case CONNECT -> new HopMessage.Connect(requirePeer(peer));
            case STATUS -> status;
            default -> throw new MalformedException("hop message of type " + type);
        };
    }
}
