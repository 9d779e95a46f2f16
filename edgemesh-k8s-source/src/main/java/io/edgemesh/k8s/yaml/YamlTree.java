package io.edgemesh.k8s.yaml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Builds the tree of one document from a parser's events, without recursion.
 *
 * <p><b>Limits:</b> {@value #MAX_DEPTH} levels and {@value #MAX_ALIASES} aliases; an alias shares what it refers to and
 * never copies it, and cannot refer to what it stands in.
 */
final class YamlTree {
    static final int MAX_DEPTH = 100;
    static final int MAX_ALIASES = 1_000;
    private static final String MERGE = "<<";

    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<Anchor, Optional<Object>> anchors = new HashMap<>();
    private @Nullable Object root;
    private int aliases;

    /** A collection that has not ended. */
    private static final class Open {
        final Object collection;
        final @Nullable Anchor anchor;
        final List<Object> merged = new ArrayList<>();

        @Nullable
        String key; // of a map: the key whose value comes next

        Open(Object collection, @Nullable Anchor anchor) {
            this.collection = collection;
            this.anchor = anchor;
        }
    }

    /** Returns the document; empty if it is null. */
    Optional<Object> root() {
        return Optional.ofNullable(root);
    }

    void accept(Event event) {
        switch (event.getEventId()) {
            case MappingStart -> begin(new LinkedHashMap<String, Object>(), (NodeEvent) event);
            case SequenceStart -> begin(new ArrayList<>(), (NodeEvent) event);
            case MappingEnd, SequenceEnd -> end();
            case Scalar -> scalar((ScalarEvent) event);
            case Alias -> alias((AliasEvent) event);
            default -> throw new YamlEngineException("unexpected " + event.getEventId());
        }
    }

    private void begin(Object collection, NodeEvent event) {
        if (open.size() == MAX_DEPTH) {
            throw new YamlEngineException("nested too deeply (limit: " + MAX_DEPTH + " levels)");
        }
        open.push(new Open(collection, event.getAnchor().orElse(null)));
    }

    private void end() {
        Open ended = open.pop();
        if (ended.collection instanceof Map<?, ?>) {
            ended.merged.forEach(merged -> merge(ended, merged));
        }
        remember(ended.anchor, ended.collection); // only now, so no alias within can refer to it
        add(ended.collection);
    }

    private void scalar(ScalarEvent event) {
        Object value = event.isPlain() && isNull(event.getValue()) ? null : event.getValue();
        remember(event.getAnchor().orElse(null), value);
        add(value);
    }

    private static boolean isNull(String plain) {
        return plain.isEmpty() || plain.equals("~") || plain.equals("null") || plain.equals("Null");
    }

    private void alias(AliasEvent event) {
        Optional<Object> target = anchors.get(event.getAlias());
        if (target == null) {
            throw new YamlEngineException("alias *" + event.getAlias() + " refers to nothing before it");
        }
        if (++aliases > MAX_ALIASES) {
            throw new YamlEngineException("too many aliases (limit: " + MAX_ALIASES + ')');
        }
        add(target.orElse(null));
    }

    private void remember(@Nullable Anchor anchor, @Nullable Object value) {
        if (anchor != null) {
            anchors.put(anchor, Optional.ofNullable(value));
        }
    }

    private void add(@Nullable Object value) {
        Open parent = open.peek();
        if (parent == null) {
            root = value;
        } else if (parent.collection instanceof List<?>) {
            asList(parent).add(value);
        } else if (parent.key == null) {
            parent.key = key(value);
        } else {
            put(parent, parent.key, value);
            parent.key = null;
        }
    }

    private static String key(@Nullable Object value) {
        if (value == null || value instanceof String) {
            return value == null ? "null" : (String) value;
        }
        throw new YamlEngineException("a key is a map or a list");
    }

    private static void put(Open parent, String key, @Nullable Object value) {
        if (key.equals(MERGE)) {
            parent.merged.addAll(
                    value instanceof List<?> several ? several : value == null ? List.of() : List.of(value));
        } else if (asMap(parent).containsKey(key)) {
            throw new YamlEngineException("key \"" + key + "\" stands twice in one map");
        } else {
            asMap(parent).put(key, value);
        }
    }

    private static void merge(Open into, Object merged) {
        if (!(merged instanceof Map<?, ?> map)) {
            throw new YamlEngineException("<< refers to something that is no map");
        }
        map.forEach((key, value) -> asMap(into).putIfAbsent((String) key, value));
    }

    @SuppressWarnings("unchecked") // made by begin
    private static Map<String, @Nullable Object> asMap(Open open) {
        return (Map<String, @Nullable Object>) open.collection;
    }

    @SuppressWarnings("unchecked") // made by begin
    private static List<@Nullable Object> asList(Open open) {
        return (List<@Nullable Object>) open.collection;
    }
}
