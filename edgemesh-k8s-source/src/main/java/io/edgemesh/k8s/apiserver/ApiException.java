package io.edgemesh.k8s.apiserver;

import org.jspecify.annotations.Nullable;

/** The API server refused a request, or could not be asked. */
final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int UNREACHABLE = 0;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private final int status;

    private ApiException(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    static ApiException refused(int status, String path) {
        return new ApiException(status, "the server answered " + status + " to " + path, null);
    }

    static ApiException unreachable(Throwable cause) {
        return new ApiException(UNREACHABLE, cause.toString(), cause);
    }

    static ApiException unintelligible(String path) {
        return new ApiException(UNREACHABLE, "the answer to " + path + " is no list of Kubernetes objects", null);
    }

    /** Returns whether the server does not know such a resource. */
    boolean isNotFound() {
        return status == NOT_FOUND;
    }

    /** Returns whether the server does not let us see it. */
    boolean isForbidden() {
        return status == FORBIDDEN;
    }

    /** Returns whether what was asked for lies too far back: list anew. */
    boolean isGone() {
        return status == GONE;
    }
}
