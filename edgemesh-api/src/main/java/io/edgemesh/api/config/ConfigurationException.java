package io.edgemesh.api.config;

import io.edgemesh.api.MeshException;
import org.jspecify.annotations.Nullable;

/** A setting is missing, wrong or contradicts another; the message says which one, and what was expected. */
public final class ConfigurationException extends MeshException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
