package io.edgemesh.k8s.manifests;

import io.edgemesh.api.metadata.MetadataSink;
import io.edgemesh.k8s.objects.KubeObject;
import io.edgemesh.k8s.objects.MalformedObjectException;
import io.edgemesh.k8s.objects.ObjectId;
import io.edgemesh.k8s.objects.ObjectReader;
import io.edgemesh.k8s.yaml.YamlDocuments;
import io.edgemesh.k8s.yaml.YamlException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the objects of one file. An object that cannot be taken up is reported, and what the file said of it before
 * stays in force.
 */
final class ManifestParser {
    private static final Logger LOGGER = LoggerFactory.getLogger(ManifestParser.class);

    private static final int MAX_MESSAGE = 400;

    private final String file;
    private final Map<ObjectId, KubeObject> before;
    private final MetadataSink sink;
    private final Map<ObjectId, KubeObject> objects = new LinkedHashMap<>();
    private int passedOver;

    ManifestParser(String file, Map<ObjectId, KubeObject> before, MetadataSink sink) {
        this.file = file;
        this.before = before;
        this.sink = sink;
    }

    /** @throws YamlException if the file is no YAML, or more than we take */
    Map<ObjectId, KubeObject> parse(byte[] content) throws YamlException {
        List<Object> documents = YamlDocuments.parse(content);
        for (int i = 0; i < documents.size(); i++) {
            take(documents.get(i), file + ", document " + (i + 1));
        }
        LOGGER.debug("{}: {} objects taken up, {} of other kinds passed over", file, objects.size(), passedOver);
        return Map.copyOf(objects);
    }

    private void take(Object document, String where) {
        if (!(document instanceof Map<?, ?> tree)) {
            problem(where, "is no Kubernetes object (expected: apiVersion, kind, metadata)");
        } else if (tree.get("kind") instanceof String kind && kind.endsWith("List") && tree.get("items") != null) {
            takeItems(tree, kind, where);
        } else {
            takeObject(tree, where);
        }
    }

    private void takeItems(Map<?, ?> tree, String kind, String where) {
        if (!(tree.get("items") instanceof List<?> list)) {
            problem(where, "items: is not valid (expected: a list)");
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            String place = where + ", item " + (i + 1);
            if (list.get(i) instanceof Map<?, ?> item) {
                takeObject(typed(item, tree.get("apiVersion"), kind), place);
            } else {
                problem(place, "is no Kubernetes object (expected: apiVersion, kind, metadata)");
            }
        }
    }

    /** Items of a ServiceList, as an API server writes it, do not say that they are Services. */
    private static Map<?, ?> typed(Map<?, ?> item, @Nullable Object apiVersion, String listKind) {
        if (item.containsKey("kind") || listKind.equals("List")) {
            return item;
        }
        Map<Object, @Nullable Object> typed = new LinkedHashMap<>(item);
        typed.put("apiVersion", apiVersion);
        typed.put("kind", listKind.substring(0, listKind.length() - "List".length()));
        return typed;
    }

    private void takeObject(Map<?, ?> tree, String where) {
        try {
            KubeObject object = ObjectReader.read(tree, remark -> problem(where + name(tree), remark));
            if (!(tree.get("apiVersion") instanceof String) || !(tree.get("kind") instanceof String)) {
                problem(where + name(tree), "does not say what it is (expected: apiVersion and kind)");
            } else if (object == null) {
                passedOver++;
            } else if (objects.putIfAbsent(object.id(), object) != null) {
                problem(where + ", " + object.id(), "is in this file twice; the first is in force");
            }
        } catch (MalformedObjectException e) {
            keep(e, where + name(tree));
        }
    }

    private void keep(MalformedObjectException malformed, String where) {
        ObjectId id = malformed.id();
        KubeObject known = id == null ? null : before.get(id);
        if (known == null) {
            problem(where, malformed.getMessage());
        } else {
            objects.putIfAbsent(known.id(), known);
            problem(where, malformed.getMessage() + "; what it said before stays in force");
        }
    }

    /** A message may quote the file; it is cut, for the file decides how long that is. */
    private void problem(String where, String message) {
        sink.problem(cut(where), cut(message));
    }

    private static String cut(String text) {
        return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "...";
    }

    /** Kind and name as far as the object gives them, for messages. */
    private static String name(Map<?, ?> tree) {
        Object metadata = tree.get("metadata");
        Object name = metadata instanceof Map<?, ?> fields ? fields.get("name") : null;
        Object namespace = metadata instanceof Map<?, ?> fields ? fields.get("namespace") : null;
        return ", " + (tree.get("kind") instanceof String kind ? kind : "kind unknown") + ' '
                + (namespace instanceof String text ? text : "default") + '/'
                + (name instanceof String text ? text : "(no name)");
    }
}
