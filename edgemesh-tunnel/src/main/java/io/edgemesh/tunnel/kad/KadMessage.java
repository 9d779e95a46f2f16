package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.multiformats.MalformedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question or its answer; both have the same form.
 *
 * @param key         what it is about; {@code null} in a ping, and in answers to a question for peers
 * @param closerPeers in answers, peers nearer to the key
 * @param providers   those who provide the key
 */
record KadMessage(Type type, @Nullable KadKey key, List<KadPeer> closerPeers, List<KadPeer> providers) {
    /** What is asked; the order is that of the numbers on the wire. */
    enum Type {
        PUT_VALUE,
        GET_VALUE,
        ADD_PROVIDER,
        GET_PROVIDERS,
        FIND_NODE,
        PING;

        private static final Type[] BY_CODE = values();

        static Type byCode(int code) {
            if (code < 0 || code >= BY_CODE.length) {
                throw new MalformedException("Kademlia message of type " + code);
            }
            return BY_CODE[code];
        }
    }

    KadMessage {
        closerPeers = List.copyOf(closerPeers);
        providers = List.copyOf(providers);
    }

    static KadMessage ping() {
        return new KadMessage(Type.PING, null, List.of(), List.of());
    }

    static KadMessage findNode(KadKey key) {
        return new KadMessage(Type.FIND_NODE, key, List.of(), List.of());
    }

    static KadMessage getProviders(KadKey key) {
        return new KadMessage(Type.GET_PROVIDERS, key, List.of(), List.of());
    }

    static KadMessage addProvider(KadKey key, KadPeer provider) {
        return new KadMessage(Type.ADD_PROVIDER, key, List.of(), List.of(provider));
    }
}
