package io.edgemesh.k8s.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param items   its objects
 * @param version the resource version of the whole list
 * @param next    asks for the next page; {@code null} on the last
 */
record ListPage(
        List<Map<?, ?>> items, String version, @Nullable String next) {
    /** @throws ApiException if the answer is no list: something else than an API server is there */
    static ListPage of(Map<?, ?> answer, String path) throws ApiException {
        if (!(answer.get("items") instanceof List<?> items)
                || !(answer.get("metadata") instanceof Map<?, ?> metadata)) {
            throw ApiException.unintelligible(path);
        }
        List<Map<?, ?>> objects = new ArrayList<>(items.size());
        for (Object item : items) {
            if (!(item instanceof Map<?, ?> object)) {
                throw ApiException.unintelligible(path);
            }
            objects.add(object);
        }
        String next = metadata.get("continue") instanceof String text && !text.isEmpty() ? text : null;
        return new ListPage(objects, String.valueOf(metadata.get("resourceVersion")), next);
    }
}
