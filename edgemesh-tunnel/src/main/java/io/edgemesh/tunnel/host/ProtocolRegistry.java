package io.edgemesh.tunnel.host;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The protocols we serve. Threads: any. */
final class ProtocolRegistry {
    private final ConcurrentMap<String, StreamHandler> handlers = new ConcurrentHashMap<>();
    private final List<Runnable> onChange = new CopyOnWriteArrayList<>();

    void put(String protocolId, StreamHandler handler) {
        if (handlers.putIfAbsent(protocolId, handler) != null) {
            throw new IllegalStateException("protocol " + protocolId + " has a handler already");
        }
        onChange.forEach(Runnable::run);
    }

    boolean serves(String protocolId) {
        return handlers.containsKey(protocolId);
    }

    @Nullable
    StreamHandler find(String protocolId) {
        return handlers.get(protocolId);
    }

    List<String> ids() {
        return handlers.keySet().stream().sorted().toList();
    }

    void onChange(Runnable task) {
        onChange.add(task);
    }
}
