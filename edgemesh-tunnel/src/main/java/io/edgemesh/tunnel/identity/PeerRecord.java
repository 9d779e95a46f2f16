package io.edgemesh.tunnel.identity;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a peer says it can be reached.
 *
 * @param sequence  grows with every record of the peer; the highest one counts
 * @param addresses without the peer's id at their end
 * @see <a href="https://github.com/libp2p/specs/blob/master/RFC/0003-routing-records.md">Routing records</a>
 */
public record PeerRecord(PeerId peerId, long sequence, List<Multiaddr> addresses) {
    /** How many addresses of a record are read; what comes after them is left out. */
    public static final int MAX_ADDRESSES = 256;

    private static final String DOMAIN = "libp2p-peer-record";
    private static final byte[] PAYLOAD_TYPE = {0x03, 0x01};

    public PeerRecord {
        addresses = List.copyOf(addresses);
    }

    /** Returns this record in an envelope, in binary form, signed by the peer it is about. */
    public byte[] seal(PeerKeyPair keyPair) {
        if (!keyPair.peerId().equals(peerId)) {
            throw new IllegalArgumentException("a record of " + peerId + " cannot be signed by " + keyPair.peerId());
        }
        ByteBuf out = Unpooled.buffer();
        ProtoWriter writer = new ProtoWriter(out).bytes(1, peerId.toBytes()).uint64(2, sequence);
        addresses.forEach(address -> writer.message(3, info -> info.bytes(1, address.toBytes())));
        return SignedEnvelope.seal(keyPair, DOMAIN, PAYLOAD_TYPE, ByteBufUtil.getBytes(out));
    }

    /**
     * Opens a record in an envelope. Addresses of kinds we do not know are left out.
     *
     * @throws MalformedException if it is none, or is not signed by the peer it is about
     */
    public static PeerRecord open(byte[] envelope) {
        SignedEnvelope opened = SignedEnvelope.open(envelope, DOMAIN, PAYLOAD_TYPE);
        PeerId peerId = null;
        long sequence = 0;
        List<Multiaddr> addresses = new ArrayList<>();
        ProtoReader in = new ProtoReader(Unpooled.wrappedBuffer(opened.payload()));
        while (in.next()) {
            switch (in.field()) {
                case 1 -> peerId = PeerId.from(in.bytes());
                case 2 -> sequence = in.uint64();
                case 3 -> readAddress(in.message(), addresses);
                default -> {}
            }
        }
        if (peerId == null || !opened.signer().peerId().equals(peerId)) {
            throw new MalformedException(
                    "record of peer " + peerId + " signed by " + opened.signer().peerId());
        }
        return new PeerRecord(peerId, sequence, addresses);
    }

    private static void readAddress(ProtoReader info, List<Multiaddr> addresses) {
        while (info.next()) {
            if (info.field() == 1) {
                Multiaddr.addIfKnown(info.bytes(), addresses, MAX_ADDRESSES);
            }
        }
    }
}
