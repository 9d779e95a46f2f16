package io.edgemesh.tunnel.autonat;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a peer asks: am I reached at these addresses?
 *
 * @param peerId    who it says it is, or {@code null} where it does not say
 * @param addresses those of kinds that we know
 */
record DialBackRequest(@Nullable PeerId peerId, List<Multiaddr> addresses) {
    private static final int DIAL = 0;
    private static final int MAX_ADDRESSES = 64;

    DialBackRequest {
        addresses = List.copyOf(addresses);
    }

    void write(ByteBuf out) {
        new ProtoWriter(out)
                .uint64(1, DIAL)
                .message(
                        2,
                        dial -> dial.message(1, info -> {
                            if (peerId != null) {
                                info.bytes(1, peerId.toBytes());
                            }
                            addresses.forEach(address -> info.bytes(2, address.toBytes()));
                        }));
    }

    /** @throws MalformedException if the message is not a request */
    static DialBackRequest read(ByteBuf message) {
        int type = DIAL;
        DialBackRequest request = null;
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.int32();
                case 2 -> request = readDial(in.message());
                default -> {}
            }
        }
        if (type != DIAL || request == null) {
            throw new MalformedException(
                    "AutoNAT message of type " + type + (request == null ? " without a peer" : ""));
        }
        return request;
    }

    private static @Nullable DialBackRequest readDial(ProtoReader dial) {
        DialBackRequest request = null;
        while (dial.next()) {
            if (dial.field() == 1) {
                request = readPeer(dial.message());
            }
        }
        return request;
    }

    private static DialBackRequest readPeer(ProtoReader peer) {
        PeerId peerId = null;
        List<Multiaddr> addresses = new ArrayList<>();
        while (peer.next()) {
            switch (peer.field()) {
                case 1 -> peerId = PeerId.from(peer.bytes());
                case 2 -> Multiaddr.addIfKnown(peer.bytes(), addresses, MAX_ADDRESSES);
                default -> {}
            }
        }
        return new DialBackRequest(peerId, addresses);
    }
}
