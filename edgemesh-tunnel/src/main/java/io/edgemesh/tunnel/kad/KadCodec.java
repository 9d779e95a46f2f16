package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.kad.KadMessage.Type;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
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
import org.jspecify.annotations.Nullable;

/**
 * Messages of Kademlia as protobuf. Values that peers store with each other are not read: nodes of a mesh keep none.
 *
 * <p><b>Limits:</b> of a message no more peers and addresses are read than a node has use for, and what is not an id or an
 * address of a kind that we know is passed over.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/kad-dht/README.md#rpc-messages">Kademlia DHT, "RPC messages"</a>
 */
final class KadCodec extends MessageToMessageCodec<ByteBuf, KadMessage> {
    /** The longest question that is read. */
    static final int MAX_QUESTION_BYTES = 16 * 1024;

    /** The longest answer that is read: as many providers as we would keep, with their addresses. */
    static final int MAX_ANSWER_BYTES = 2 * 1024 * 1024;

    private static final int TYPE = 1;
    private static final int KEY = 2;
    private static final int CLOSER_PEER = 8;
    private static final int PROVIDER = 9;
    private static final int PEER_ID = 1;
    private static final int PEER_ADDRESS = 2;

    private KadCodec() {
        super(ByteBuf.class, KadMessage.class);
    }

    /** Adds the codec, and what cuts the stream into messages, to the end of a stream's pipeline. */
    static void addTo(Channel stream, int maxBytes) {
        stream.pipeline().addLast(new VarintFrameDecoder(maxBytes), VarintFrameEncoder.INSTANCE, new KadCodec());
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, KadMessage message, List<Object> out) {
        ByteBuf buffer = ctx.alloc().buffer();
        out.add(buffer);
        write(message, buffer);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf message, List<Object> out) {
        out.add(read(message));
    }

    static void write(KadMessage message, ByteBuf out) {
        ProtoWriter writer = new ProtoWriter(out).uint64(TYPE, message.type().ordinal());
        if (message.key() != null) {
            writer.bytes(KEY, message.key().bytes());
        }
        message.closerPeers().forEach(peer -> writePeer(writer, CLOSER_PEER, peer));
        message.providers().forEach(peer -> writePeer(writer, PROVIDER, peer));
    }

    private static void writePeer(ProtoWriter writer, int field, KadPeer peer) {
        writer.message(field, out -> {
            out.bytes(PEER_ID, peer.peerId().toBytes());
            peer.addresses().forEach(address -> out.bytes(PEER_ADDRESS, address.toBytes()));
        });
    }

    /** @throws MalformedException if it is no message of Kademlia */
    static KadMessage read(ByteBuf message) {
        int type = 0;
        KadKey key = null;
        List<KadPeer> closerPeers = new ArrayList<>();
        List<KadPeer> providers = new ArrayList<>();
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            switch (in.field()) {
                case TYPE -> type = in.int32();
                case KEY -> key = readKey(in.slice());
                case CLOSER_PEER -> readPeer(in.message(), closerPeers, RoutingTable.BUCKET_SIZE + 1);
                case PROVIDER -> readPeer(in.message(), providers, ProviderStore.MAX_PROVIDERS);
                default -> {}
            }
        }
        return new KadMessage(Type.byCode(type), key, closerPeers, providers);
    }

    private static @Nullable KadKey readKey(ByteBuf bytes) {
        if (!bytes.isReadable()) {
            return null;
        }
        if (bytes.readableBytes() > KadKey.MAX_BYTES) {
            throw new MalformedException(
                    "key of " + bytes.readableBytes() + " bytes (limit: " + KadKey.MAX_BYTES + ')');
        }
        byte[] key = new byte[bytes.readableBytes()];
        bytes.getBytes(bytes.readerIndex(), key);
        return KadKey.of(key);
    }

    private static void readPeer(ProtoReader in, List<KadPeer> peers, int limit) {
        if (peers.size() >= limit) {
            return;
        }
        PeerId peerId = null;
        List<Multiaddr> addresses = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case PEER_ID -> peerId = readPeerId(in.bytes());
                case PEER_ADDRESS -> Multiaddr.addIfKnown(in.bytes(), addresses, KadPeer.MAX_ADDRESSES);
                default -> {}
            }
        }
        if (peerId != null) {
            peers.add(new KadPeer(peerId, addresses));
        }
    }

    private static @Nullable PeerId readPeerId(byte[] bytes) {
        try {
            return PeerId.from(bytes);
        } catch (MalformedException e) {
            return null; // another implementation may tell of peers that we cannot name
        }
    }
}
