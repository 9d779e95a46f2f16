package io.edgemesh.proxy;

import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.api.subsystem.Subsystem;
import io.edgemesh.proxy.listen.Listener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All listeners of one proxy, bound together and closed together. */
final class ProxySubsystem implements Subsystem {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProxySubsystem.class);

    private final List<Supplier<Listener>> configured;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** @param configured each binds a listener when asked */
    ProxySubsystem(List<Supplier<Listener>> configured) {
        this.configured = List.copyOf(configured);
    }

    @Override
    public void start() {
        for (Supplier<Listener> each : configured) {
            Listener listener = each.get();
            listeners.add(listener);
            LOGGER.atInfo()
                    .addKeyValue("listener", listener.listenAddress().name())
                    .addKeyValue("address", listener.listenAddress().address())
                    .log("listens");
        }
    }

    @Override
    public List<ListenAddress> listenAddresses() {
        return listeners.stream().map(Listener::listenAddress).toList();
    }

    @Override
    public void close() {
        listeners.forEach(Listener::close);
        listeners.clear();
    }
}
