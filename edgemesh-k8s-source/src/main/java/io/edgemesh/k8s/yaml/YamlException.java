package io.edgemesh.k8s.yaml;

import org.jspecify.annotations.Nullable;

/** A text is no YAML, or more of it than we take; the message says where. */
public final class YamlException extends Exception {
    private static final long serialVersionUID = 1L;

    YamlException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
