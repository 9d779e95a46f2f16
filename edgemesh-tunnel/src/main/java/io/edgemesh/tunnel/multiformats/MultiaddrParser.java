package io.edgemesh.tunnel.multiformats;

import io.edgemesh.tunnel.multiformats.Multiaddr.Component;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Takes the two forms of a multiaddr apart. */
final class MultiaddrParser {
    private MultiaddrParser() {}

    static List<Component> parse(String text) {
        requireLength(text.length(), Multiaddr.MAX_TEXT);
        if (!text.startsWith("/")) {
            throw new MalformedException("it does not begin with a slash");
        }
        String[] parts = text.substring(1).replaceAll("/$", "").split("/", -1);
        List<Component> components = new ArrayList<>();
        int next = 0;
        while (next < parts.length) {
            Protocol protocol = protocol(parts[next++]);
            String value = "";
            if (protocol.value() != AddressValue.NONE) {
                if (next == parts.length) {
                    throw new MalformedException("nothing follows /" + protocol);
                }
                value = parts[next++];
            }
            components.add(new Component(protocol, value));
        }
        return components;
    }

    private static Protocol protocol(String name) {
        Protocol protocol = Protocol.byName(name);
        if (protocol == null) {
            throw new MalformedException("unknown protocol \"" + name + '"');
        }
        return protocol;
    }

    static List<Component> read(ByteBuf in) {
        requireLength(in.readableBytes(), Multiaddr.MAX_BYTES);
        List<Component> components = new ArrayList<>();
        while (in.isReadable()) {
            long code = Varint.read(in);
            Protocol protocol = Protocol.byCode(code);
            if (protocol == null) {
                throw new MalformedException("unknown multiaddr protocol code " + code);
            }
            byte[] value = readValue(in, protocol);
            components.add(new Component(protocol, protocol.value().format(value)));
        }
        return components;
    }

    private static byte[] readValue(ByteBuf in, Protocol protocol) {
        int size = protocol.value().size();
        long length = size == AddressValue.VARIABLE ? Varint.read(in) : size;
        if (length < 0 || length > in.readableBytes()) {
            throw new MalformedException("multiaddr ends within the value of /" + protocol);
        }
        byte[] value = new byte[(int) length];
        in.readBytes(value);
        return value;
    }

    private static void requireLength(int length, int limit) {
        if (length > limit) {
            throw new MalformedException("multiaddr of length " + length + " (limit: " + limit + ')');
        }
    }
}
