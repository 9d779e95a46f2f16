package io.edgemesh.tunnel.identify;

import io.edgemesh.tunnel.PeerProtocolException;
import io.edgemesh.tunnel.identity.PeerRecord;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and writes the {@code Identify} message. Of lists, only as much is read as a node has use for. */
final class IdentifyMessage {
    /** What other implementations send at most. */
    static final int MAX_BYTES = 8 * 1024;

    private static final int MAX_ADDRESSES = 64;
    private static final int MAX_PROTOCOLS = 256;
    private static final int MAX_TEXT = 256;

    private static final int PUBLIC_KEY = 1;
    private static final int LISTEN_ADDRESS = 2;
    private static final int PROTOCOL = 3;
    private static final int OBSERVED_ADDRESS = 4;
    private static final int PROTOCOL_VERSION = 5;
    private static final int AGENT_VERSION = 6;
    private static final int SIGNED_RECORD = 8;

    private IdentifyMessage() {}

    static void write(ByteBuf out, byte[] publicKey, PeerInfo info, byte @Nullable [] signedRecord) {
        ProtoWriter writer = new ProtoWriter(out).bytes(PUBLIC_KEY, publicKey);
        info.listenAddresses().forEach(address -> writer.bytes(LISTEN_ADDRESS, address.toBytes()));
        info.protocols().forEach(protocol -> writer.string(PROTOCOL, protocol));
        if (info.observedAddress() != null) {
            writer.bytes(OBSERVED_ADDRESS, info.observedAddress().toBytes());
        }
        writer.string(PROTOCOL_VERSION, info.protocolVersion()).string(AGENT_VERSION, info.agentVersion());
        if (signedRecord != null) {
            writer.bytes(SIGNED_RECORD, signedRecord);
        }
    }

    /**
     * Reads a message of the peer with this id and this public key.
     *
     * @throws PeerProtocolException if it is malformed, or speaks of somebody else
     */
    static PeerInfo read(ByteBuf message, PeerId sender) {
        try {
            return readFields(new ProtoReader(message), sender);
        } catch (MalformedException malformed) {
            throw new PeerProtocolException("identify message of " + sender + ": " + malformed.getMessage(), malformed);
        }
    }

    private static PeerInfo readFields(ProtoReader in, PeerId sender) {
        String protocolVersion = "";
        String agentVersion = "";
        List<Multiaddr> addresses = new ArrayList<>();
        Multiaddr observed = null;
        List<String> protocols = new ArrayList<>();
        PeerRecord record = null;
        while (in.next()) {
            switch (in.field()) {
                case PUBLIC_KEY -> requireKeyOf(sender, in.bytes());
                case LISTEN_ADDRESS -> Multiaddr.addIfKnown(in.bytes(), addresses, MAX_ADDRESSES);
                case PROTOCOL -> addProtocol(protocols, in.string());
                case OBSERVED_ADDRESS -> observed = Multiaddr.ifKnown(in.bytes());
                case PROTOCOL_VERSION -> protocolVersion = shortened(in.string());
                case AGENT_VERSION -> agentVersion = shortened(in.string());
                case SIGNED_RECORD -> record = recordOf(sender, in.bytes());
                default -> {}
            }
        }
        return new PeerInfo(protocolVersion, agentVersion, addresses, observed, protocols, record);
    }

    private static void requireKeyOf(PeerId sender, byte[] publicKey) {
        if (publicKey.length > 0 && !PeerId.ofPublicKey(publicKey).equals(sender)) {
            throw new MalformedException("it has the public key of another peer");
        }
    }

    private static PeerRecord recordOf(PeerId sender, byte[] envelope) {
        PeerRecord record = PeerRecord.open(envelope);
        if (!record.peerId().equals(sender)) {
            throw new MalformedException("its signed record is that of " + record.peerId());
        }
        return record;
    }

    private static void addProtocol(List<String> protocols, String protocol) {
        if (protocols.size() < MAX_PROTOCOLS && protocol.length() <= MAX_TEXT) {
            protocols.add(protocol);
        }
    }

    private static String shortened(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
