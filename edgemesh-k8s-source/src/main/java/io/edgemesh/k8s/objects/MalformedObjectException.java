package io.edgemesh.k8s.objects;

import org.jspecify.annotations.Nullable;

/** An object does not say what its kind has to say; the message names the field and what was expected. */
public final class MalformedObjectException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable ObjectId id;

    MalformedObjectException(@Nullable ObjectId id, @Nullable String message) {
        super(message == null ? "not valid" : message);
        this.id = id;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** Returns which object it is, or {@code null} if it does not say even that. */
    public @Nullable ObjectId id() {
        return id;
    }
}
