package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.identity.Identity;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which node has which peer id, both ways.
 *
 * <p><b>Threads:</b> any. <b>Limit:</b> only names that this node asks for, or that prove to be those of their peers, are
 * kept, so a stranger cannot fill it.
 */
final class NodeNames {
    private static final int MAX_LENGTH = 253;

    private final Identity identity;
    private final Map<String, PeerId> ids = new ConcurrentHashMap<>();
    private final Map<PeerId, String> names = new ConcurrentHashMap<>();
    private volatile Consumer<PeerId> onNamed = peerId -> {};

    NodeNames(Identity identity) {
        this.identity = identity;
    }

    /** @param onNamed told of a peer whose name has become known by its own word */
    void onNamed(Consumer<PeerId> onNamed) {
        this.onNamed = onNamed;
    }

    /** Returns the id of a node, or {@code null} where the name does not tell. */
    @Nullable
    PeerId idOf(String node) {
        PeerId known = ids.get(node);
        PeerId id = known == null ? identity.peerIdOf(node) : known;
        if (id != null && known == null) {
            ids.put(node, id);
            names.put(id, node);
        }
        return id;
    }

    /** Returns the name of a node, or its id where the name is not known. */
    String nameOf(PeerId peerId) {
        String name = names.get(peerId);
        return name == null ? peerId.toString() : name;
    }

    boolean knows(PeerId peerId) {
        return names.containsKey(peerId);
    }

    /** Takes in what a peer says its name is; returns whether it is. */
    boolean claim(String node, PeerId peerId) {
        if (node.isEmpty() || node.length() > MAX_LENGTH || !peerId.equals(identity.peerIdOf(node))) {
            return false;
        }
        ids.put(node, peerId);
        if (names.put(peerId, node) == null) {
            onNamed.accept(peerId);
        }
        return true;
    }
}
