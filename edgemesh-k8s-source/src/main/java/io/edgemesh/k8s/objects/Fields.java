package io.edgemesh.k8s.objects;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one mapping within an object, and where it stands. Scalars may come typed or as text; an empty text
 * counts as absent, as Kubernetes has it. A value of another shape throws a {@link BadField}.
 */
final class Fields {
    private final String path;
    private final Map<?, ?> values;

    private Fields(String path, Map<?, ?> values) {
        this.path = path;
        this.values = values;
    }

    static Fields root(Map<?, ?> values) {
        return new Fields("", values);
    }

    /** A field has a value of the wrong shape; turned into a {@link MalformedObjectException} once the object is known. */
    static final class BadField extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadField(String message) {
            super(message, null, false, false);
        }
    }

    Set<?> keys() {
        return values.keySet();
    }

    boolean has(String key) {
        return values.get(key) != null;
    }

    @Nullable
    String text(String key) {
        Object value = values.get(key);
        if (value instanceof Map || value instanceof List) {
            throw bad(key, "a text");
        }
        return value == null || value.toString().isEmpty() ? null : value.toString();
    }

    String text(String key, String fallback) {
        String value = text(key);
        return value == null ? fallback : value;
    }

    String required(String key) {
        String value = text(key);
        if (value == null) {
            throw new BadField(path(key) + ": missing");
        }
        return value;
    }

    int integer(String key, int fallback, int min, int max) {
        String value = text(key);
        if (value == null) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with what was expected
        }
        throw bad(key, "a whole number from " + min + " to " + max);
    }

    boolean flag(String key, boolean fallback) {
        String value = text(key);
        if (value == null) {
            return fallback;
        }
        if (!value.equals("true") && !value.equals("false")) {
            throw bad(key, "true or false");
        }
        return value.equals("true");
    }

    /** Returns what is below a key; nothing if absent. */
    Fields below(String key) {
        Object value = values.get(key);
        if (value != null && !(value instanceof Map)) {
            throw bad(key, "fields below it");
        }
        return new Fields(path(key), value == null ? Map.of() : (Map<?, ?>) value);
    }

    List<Fields> each(String key) {
        List<Fields> result = new ArrayList<>();
        List<?> items = list(key);
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof Map<?, ?> item)) {
                throw new BadField(path(key) + '[' + i + "]: not valid (expected: fields below it)");
            }
            result.add(new Fields(path(key) + '[' + i + ']', item));
        }
        return result;
    }

    List<String> texts(String key) {
        List<String> result = new ArrayList<>();
        for (Object item : list(key)) {
            result.add(scalar(item, key));
        }
        return result;
    }

    Map<String, String> textMap(String key) {
        Map<String, String> result = new LinkedHashMap<>();
        below(key).values.forEach((k, v) -> result.put(String.valueOf(k), scalar(v, key + '.' + k)));
        return result;
    }

    /** Never asks a tree for its text: what aliases share would be written out each time. */
    private String scalar(@Nullable Object value, String key) {
        if (value instanceof Map || value instanceof List) {
            throw new BadField(path(key) + ": not valid (expected: texts)");
        }
        return value == null ? "" : value.toString();
    }

    private List<?> list(String key) {
        Object value = values.get(key);
        if (value != null && !(value instanceof List)) {
            throw bad(key, "a list");
        }
        return value == null ? List.of() : (List<?>) value;
    }

    String path(String key) {
        return path.isEmpty() ? key : path + '.' + key;
    }

    BadField bad(String key, String expected) {
        Object value = values.get(key);
        String given = value instanceof Map || value instanceof List ? "" : " \"" + value + '"';
        return new BadField(path(key) + ':' + given + " is not valid (expected: " + expected + ')');
    }
}
