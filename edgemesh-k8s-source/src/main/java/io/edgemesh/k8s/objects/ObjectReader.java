package io.edgemesh.k8s.objects;

import io.edgemesh.api.model.ServiceName;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads objects from trees of maps, lists and scalars, as YAML and JSON parsers make them. */
public final class ObjectReader {
    private ObjectReader() {}

    /**
     * Returns the object, or {@code null} if it is of a kind that says nothing of services.
     *
     * @param remarks is told, in words, what of the object is left out of account
     * @throws MalformedObjectException if it cannot be taken up at all
     */
    public static @Nullable KubeObject read(Map<?, ?> tree, Consumer<String> remarks) throws MalformedObjectException {
        ObjectId id = null;
        try {
            id = id(Fields.root(tree));
            return id == null ? null : read(id, Fields.root(tree), remarks);
        } catch (Fields.BadField | IllegalArgumentException e) {
            throw new MalformedObjectException(id, e.getMessage());
        }
    }

    /** Returns what a tree calls itself; {@code null} if it is of another kind or does not say. */
    public static @Nullable ObjectId id(Map<?, ?> tree) {
        try {
            return id(Fields.root(tree));
        } catch (Fields.BadField | IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable ObjectId id(Fields object) {
        Kind kind = Kind.of(object.text("apiVersion"), object.text("kind"));
        if (kind == null) {
            return null;
        }
        Fields metadata = object.below("metadata");
        return new ObjectId(kind, new ServiceName(metadata.text("namespace", "default"), metadata.required("name")));
    }

    private static @Nullable KubeObject read(ObjectId id, Fields object, Consumer<String> remarks) {
        return switch (id.kind()) {
            case SERVICE -> new KubeObject.Declared(id, ServiceReader.read(id.name(), object));
            case ENDPOINT_SLICE -> EndpointSliceReader.read(id, object, remarks);
            case ENDPOINTS -> EndpointsReader.read(id, object);
            case DESTINATION_RULE -> DestinationRuleReader.read(id, object, remarks);
        };
    }
}
