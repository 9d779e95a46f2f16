package io.edgemesh.api.metadata;

import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Holds what a source tells, as a catalog would, and notices calls that the contract forbids. */
public final class RecordingSink implements MetadataSink {
    private final Map<ServiceName, ServiceEntry> entries = new TreeMap<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<String> breaches = new CopyOnWriteArrayList<>();
    private final AtomicInteger callers = new AtomicInteger();
    private volatile boolean synced;
    private volatile boolean silent;

    /** Returns the services told of so far and not removed. */
    public Map<ServiceName, ServiceEntry> entries() {
        synchronized (entries) {
            return new TreeMap<>(entries);
        }
    }

    /** Returns the entry of {@code namespace/name}, or {@code null}. */
    public ServiceEntry entry(String namespace, String name) {
        return entries().get(new ServiceName(namespace, name));
    }

    /** Returns the problems in their order, each as {@code where: message}. */
    public List<String> problems() {
        return problems;
    }

    public boolean isSynced() {
        return synced;
    }

    /** From now on every call is a breach: the source has been closed. */
    public void expectSilence() {
        silent = true;
    }

    /** Returns in words what the source did against its contract. */
    public List<String> breaches() {
        return breaches;
    }

    @Override
    public void publish(ServiceEntry entry) {
        call("publish", () -> entries.put(entry.name(), entry));
    }

    @Override
    public void remove(ServiceName name) {
        call("remove", () -> entries.remove(name));
    }

    @Override
    public void replaceAll(Collection<ServiceEntry> all) {
        call("replaceAll", () -> {
            entries.clear();
            all.forEach(entry -> entries.put(entry.name(), entry));
        });
    }

    @Override
    public void synced() {
        call("synced", () -> synced = true);
    }

    @Override
    public void problem(String where, String message) {
        call("problem", () -> problems.add(where + ": " + message));
    }

    private void call(String name, Runnable effect) {
        if (callers.incrementAndGet() > 1) {
            breaches.add(name + " while another call runs");
        }
        if (silent) {
            breaches.add(name + " after close");
        }
        synchronized (entries) {
            effect.run();
        }
        callers.decrementAndGet();
    }
}
