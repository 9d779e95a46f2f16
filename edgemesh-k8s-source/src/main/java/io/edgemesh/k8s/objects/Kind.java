package io.edgemesh.k8s.objects;

import org.jspecify.annotations.Nullable;

/** The kinds of objects that say something of services. */
public enum Kind {
    SERVICE("Service", "v1"),
    ENDPOINT_SLICE("EndpointSlice", "discovery.k8s.io/v1"),
    ENDPOINTS("Endpoints", "v1"),
    DESTINATION_RULE("DestinationRule", "networking.istio.io/");

    private final String title;
    private final String apiVersion; // all versions of a group where it ends with a slash

    Kind(String title, String apiVersion) {
        this.title = title;
        this.apiVersion = apiVersion;
    }

    /** Returns the kind, or {@code null} for any other. */
    public static @Nullable Kind of(@Nullable String apiVersion, @Nullable String title) {
        for (Kind kind : values()) {
            if (kind.title.equals(title) && apiVersion != null && kind.hasVersion(apiVersion)) {
                return kind;
            }
        }
        return null;
    }

    private boolean hasVersion(String version) {
        return apiVersion.endsWith("/") ? version.startsWith(apiVersion) : version.equals(apiVersion);
    }

    /** Returns what its manifests call it. */
    public String title() {
        return title;
    }
}
