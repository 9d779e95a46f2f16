package io.edgemesh.tunnel.multiformats;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a peer is and how to speak to it, from the outside in: {@code /ip4/192.0.2.7/tcp/20006/p2p/12D3KooW…}.
 *
 * <p>A relayed address names the relay first: {@code /ip4/…/tcp/…/p2p/RELAY/p2p-circuit/p2p/TARGET}. Immutable; equal
 * addresses have equal text, since values are kept in their one canonical form.
 *
 * @see <a href="https://github.com/multiformats/multiaddr">Multiaddr</a>
 * @see <a href="https://github.com/libp2p/specs/blob/master/addressing/README.md">Addressing in libp2p</a>
 */
public final class Multiaddr {
    /** The longest binary form that is read. */
    public static final int MAX_BYTES = 1024;

    /** The longest text that is read: more than any address of {@link #MAX_BYTES} has. */
    public static final int MAX_TEXT = 8 * MAX_BYTES;

    /**
     * One protocol of an address with its value.
     *
     * @param value in its text form; empty where the protocol has none
     */
    public record Component(Protocol protocol, String value) {
        /** Brings the value into its canonical form; fails with {@link MalformedException} where it has none. */
        public Component {
            value = protocol.value().format(protocol.value().parse(value));
        }

        @Override
        public String toString() {
            return value.isEmpty() ? "/" + protocol : "/" + protocol + '/' + value;
        }
    }

    private final List<Component> components;

    private Multiaddr(List<Component> components) {
        this.components = List.copyOf(components);
    }

    /** Returns the address made of these components; at least one. */
    public static Multiaddr of(List<Component> components) {
        if (components.isEmpty()) {
            throw new MalformedException("an address without any protocol");
        }
        return new Multiaddr(components);
    }

    /** Returns the address of a TCP socket at {@code address}, which must be resolved. */
    public static Multiaddr tcp(InetSocketAddress address) {
        return socket(address, Protocol.TCP);
    }

    /** Returns the address of a UDP socket at {@code address}, which must be resolved. */
    public static Multiaddr udp(InetSocketAddress address) {
        return socket(address, Protocol.UDP);
    }

    private static Multiaddr socket(InetSocketAddress address, Protocol transport) {
        Component port = new Component(transport, Integer.toString(address.getPort()));
        return new Multiaddr(List.of(host(address.getAddress()), port));
    }

    private static Component host(InetAddress address) {
        byte[] ip = address.getAddress();
        return new Component(ip.length == 4 ? Protocol.IP4 : Protocol.IP6, NetUtil.bytesToIpAddress(ip));
    }

    /**
     * Returns the address that {@code text} stands for.
     *
     * @throws MalformedException if it is not one; the message says which part is wrong
     */
    public static Multiaddr parse(String text) {
        try {
            return of(MultiaddrParser.parse(text));
        } catch (MalformedException e) {
            throw new MalformedException("\"" + text + "\" is not a multiaddr: " + e.getMessage());
        }
    }

    /**
     * Returns the address with this binary form.
     *
     * @throws MalformedException if it is not one, or names a protocol that is not in {@link Protocol}
     */
    public static Multiaddr from(byte[] bytes) {
        return of(MultiaddrParser.read(Unpooled.wrappedBuffer(bytes)));
    }

    /** Returns the address with this binary form, or {@code null} if it is none of a kind that we know. */
    public static @Nullable Multiaddr ifKnown(byte[] bytes) {
        try {
            return from(bytes);
        } catch (MalformedException e) {
            return null;
        }
    }

    /**
     * Appends the address with this binary form to a list, as long as that has fewer than {@code limit} and the address is of
     * a kind that we know: others may tell of more than we have use for.
     */
    public static void addIfKnown(byte[] bytes, List<Multiaddr> addresses, int limit) {
        Multiaddr address = addresses.size() < limit ? ifKnown(bytes) : null;
        if (address != null) {
            addresses.add(address);
        }
    }

    /** Returns the binary form. */
    public byte[] toBytes() {
        ByteBuf out = Unpooled.buffer();
        for (Component component : components) {
            AddressValue kind = component.protocol.value();
            byte[] value = kind.parse(component.value);
            Varint.write(out, component.protocol.code());
            if (kind.size() == AddressValue.VARIABLE) {
                Varint.write(out, value.length);
            }
            out.writeBytes(value);
        }
        return ByteBufUtil.getBytes(out);
    }

    /** Returns the protocols in their order; never empty. */
    public List<Component> components() {
        return components;
    }

    /** Returns whether {@code protocol} occurs. */
    public boolean has(Protocol protocol) {
        return indexOf(protocol) >= 0;
    }

    /** Returns the value of the first {@code protocol}, or {@code null} where it does not occur. */
    public @Nullable String value(Protocol protocol) {
        int index = indexOf(protocol);
        return index < 0 ? null : components.get(index).value;
    }

    private int indexOf(Protocol protocol) {
        for (int i = 0; i < components.size(); i++) {
            if (components.get(i).protocol == protocol) {
                return i;
            }
        }
        return -1;
    }

    private Component last() {
        return components.get(components.size() - 1);
    }

    /** Returns whether the address leads through a relay. */
    public boolean relayed() {
        return has(Protocol.P2P_CIRCUIT);
    }

    /** Returns the peer that the address ends at, or {@code null} where it does not say. */
    public @Nullable PeerId peerId() {
        return last().protocol == Protocol.P2P ? PeerId.parse(last().value) : null;
    }

    /**
     * Returns this address ending at {@code peerId}.
     *
     * @throws IllegalArgumentException if it ends at another peer
     */
    public Multiaddr withPeerId(PeerId peerId) {
        PeerId named = peerId();
        if (named == null) {
            return append(List.of(new Component(Protocol.P2P, peerId.toString())));
        }
        if (!named.equals(peerId)) {
            throw new IllegalArgumentException(this + " is an address of another peer than " + peerId);
        }
        return this;
    }

    /** Returns this address without the peer at its end, or {@code null} where that is all it says. */
    public @Nullable Multiaddr withoutPeerId() {
        return last().protocol == Protocol.P2P ? prefix(components.size() - 1) : this;
    }

    /** Returns this address with {@code ip} in place of the host that it begins with. */
    public Multiaddr withHost(InetAddress ip) {
        List<Component> replaced = new ArrayList<>(components);
        replaced.set(0, host(ip));
        return new Multiaddr(replaced);
    }

    /** Returns {@code inner} as reached through this address. */
    public Multiaddr encapsulate(Multiaddr inner) {
        return append(inner.components);
    }

    /** Returns this address with one more protocol that has no value, such as {@link Protocol#P2P_CIRCUIT}. */
    public Multiaddr encapsulate(Protocol protocol) {
        return append(List.of(new Component(protocol, "")));
    }

    /**
     * Returns what comes before the first {@code protocol}; of a relayed address and {@link Protocol#P2P_CIRCUIT}, the
     * relay's address.
     *
     * @return this address where {@code protocol} does not occur, {@code null} where nothing comes before it
     */
    public @Nullable Multiaddr decapsulate(Protocol protocol) {
        int index = indexOf(protocol);
        return index < 0 ? this : prefix(index);
    }

    private Multiaddr append(List<Component> more) {
        List<Component> all = new ArrayList<>(components);
        all.addAll(more);
        return new Multiaddr(all);
    }

    private @Nullable Multiaddr prefix(int length) {
        return length == 0 ? null : new Multiaddr(components.subList(0, length));
    }

    /**
     * Returns the first TCP or UDP socket on the way, unresolved where the address has a host name; {@code null} where
     * the address does not begin with a host and a port.
     */
    public @Nullable InetSocketAddress socketAddress() {
        return MultiaddrSocket.of(components);
    }

    /**
     * Returns whether the socket on the way is in a local network: its IP address is private, of a carrier's NAT, of the link
     * or of this machine. Names count as public.
     */
    public boolean local() {
        InetSocketAddress socket = socketAddress();
        return socket != null && !socket.isUnresolved() && MultiaddrSocket.local(socket.getAddress());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Multiaddr that && components.equals(that.components);
    }

    @Override
    public int hashCode() {
        return components.hashCode();
    }

    /** Returns the text form. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        components.forEach(text::append);
        return text.toString();
    }
}
