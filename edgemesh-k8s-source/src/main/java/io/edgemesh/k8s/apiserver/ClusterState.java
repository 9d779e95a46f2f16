package io.edgemesh.k8s.apiserver;

import io.edgemesh.api.metadata.MetadataSink;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.k8s.objects.Assembler;
import io.edgemesh.k8s.objects.Kind;
import io.edgemesh.k8s.objects.KubeObject;
import io.edgemesh.k8s.objects.MalformedObjectException;
import io.edgemesh.k8s.objects.ObjectId;
import io.edgemesh.k8s.objects.ObjectReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the reflectors have learnt, joined and told to the mesh.
 *
 * <p>Nothing is told until every kind has been listed once, or has turned out to be missing: a Service without its slices
 * would look as if nothing served it. Until then a snapshot of an earlier run is in force.
 *
 * <p><b>Threads:</b> safe for use by several, one at a time under its monitor; so the sink is called by one at a time.
 */
final class ClusterState {
    private final MetadataSink sink;
    private final Runnable changed;
    private final Assembler assembler;
    private final Set<Kind> awaited = EnumSet.of(Kind.SERVICE, Kind.ENDPOINT_SLICE, Kind.DESTINATION_RULE);
    private final Set<Kind> missing = EnumSet.noneOf(Kind.class);
    private final Map<Kind, Set<ObjectId>> known = new LinkedHashMap<>();
    private boolean restored;
    private boolean synced;
    private boolean closed;

    /** @param changed called after each change of what is known */
    ClusterState(MetadataSink sink, Predicate<Service> wanted, Runnable changed) {
        this.sink = sink;
        this.changed = changed;
        this.assembler = new Assembler(wanted);
    }

    /** Takes up what an earlier run has known. */
    synchronized void restore(Collection<ServiceEntry> entries) {
        if (!closed && !entries.isEmpty()) {
            restored = true;
            sink.replaceAll(entries);
        }
    }

    /** The server cannot be asked: what was restored is all that there is for now. */
    synchronized void unreachable() {
        if (!closed && restored && !synced) {
            synced = true;
            sink.synced();
        }
    }

    /** The server has no such resource, or does not let us see it; said once. */
    synchronized void missing(Resource resource, boolean forbidden) {
        if (closed) {
            return;
        }
        if (missing.add(resource.kind())) {
            sink.problem(resource.plural(), hint(resource, forbidden));
        }
        settle(resource.kind());
    }

    private static String hint(Resource resource, boolean forbidden) {
        if (forbidden) {
            return "the API server refuses to list them: grant get, list and watch; tried again every 30 s";
        }
        return "the API server does not have them"
                + (resource.kind() == Kind.DESTINATION_RULE ? ": services use the mesh's default policy" : "")
                + "; looked for again every 30 s";
    }

    /** Waits for a further kind, which stands in for one that is missing. */
    synchronized void await(Kind kind) {
        awaited.add(kind);
    }

    /** Takes up a complete list; objects of the kind that are not in it are gone. */
    synchronized void replace(Resource resource, String version, List<Map<?, ?>> items) {
        if (closed) {
            return;
        }
        missing.remove(resource.kind());
        Set<ServiceName> touched = new LinkedHashSet<>();
        Set<ObjectId> gone = new HashSet<>(ids(resource.kind()));
        for (Map<?, ?> item : items) {
            ObjectId id = put(resource, version, item, touched);
            if (id != null) {
                gone.remove(id);
            }
        }
        for (ObjectId id : gone) {
            remove(id, touched);
        }
        if (!settle(resource.kind())) {
            tell(touched);
        }
    }

    /** Takes up one event of a watch. */
    synchronized void apply(Resource resource, String version, String type, Map<?, ?> object) {
        if (closed) {
            return;
        }
        Set<ServiceName> touched = new LinkedHashSet<>();
        if (type.equals("DELETED")) {
            ObjectId id = ObjectReader.id(typed(resource, version, object));
            if (id != null) {
                remove(id, touched);
            }
        } else {
            put(resource, version, object, touched);
        }
        tell(touched);
    }

    /** Returns the object's id, also where it cannot be taken up: then what was known of it stays in force. */
    private @Nullable ObjectId put(Resource resource, String version, Map<?, ?> item, Set<ServiceName> touched) {
        Map<?, ?> tree = typed(resource, version, item);
        ObjectId id = ObjectReader.id(tree);
        String where = id == null ? resource.plural() : id.toString();
        try {
            KubeObject object = ObjectReader.read(tree, remark -> sink.problem(where, remark));
            if (object != null) {
                ids(resource.kind()).add(object.id());
                touched.addAll(assembler.put(object));
            } else if (id != null) {
                remove(id, touched);
            }
        } catch (MalformedObjectException e) {
            sink.problem(where, e.getMessage() + "; what was known of it before stays in force");
        }
        return id;
    }

    private void remove(ObjectId id, Set<ServiceName> touched) {
        ids(id.kind()).remove(id);
        touched.addAll(assembler.remove(id));
    }

    private Set<ObjectId> ids(Kind kind) {
        return known.computeIfAbsent(kind, k -> new HashSet<>());
    }

    /** Items of a list do not say what they are. */
    private static Map<?, ?> typed(Resource resource, String version, Map<?, ?> item) {
        Map<Object, Object> tree = new LinkedHashMap<>(item);
        tree.putIfAbsent("apiVersion", version);
        tree.putIfAbsent("kind", resource.kind().title());
        return tree;
    }

    /** Notes that a kind is not waited for any more; returns whether everything was told because it was the last. */
    private boolean settle(Kind kind) {
        if (!awaited.remove(kind) || !awaited.isEmpty()) {
            return false;
        }
        sink.replaceAll(assembler.entries());
        if (!synced) {
            synced = true;
            sink.synced();
        }
        changed.run();
        return true;
    }

    private void tell(Collection<ServiceName> touched) {
        if (!awaited.isEmpty() || touched.isEmpty()) {
            return;
        }
        for (ServiceName name : touched) {
            ServiceEntry entry = assembler.entry(name);
            if (entry == null) {
                sink.remove(name);
            } else {
                sink.publish(entry);
            }
        }
        changed.run();
    }

    /** Returns what is known; empty before everything was told once. */
    synchronized List<ServiceEntry> entries() {
        return awaited.isEmpty() ? assembler.entries() : new ArrayList<>();
    }

    /** From here on the sink is not called. */
    synchronized void close() {
        closed = true;
    }
}
