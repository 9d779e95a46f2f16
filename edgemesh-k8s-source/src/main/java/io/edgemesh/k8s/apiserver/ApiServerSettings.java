package io.edgemesh.k8s.apiserver;

import io.edgemesh.api.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the API server is.
 *
 * @param master     its URL, or {@code null} for what the kubeconfig or the process's surroundings say
 * @param kubeConfig a kubeconfig file, or {@code null}
 */
record ApiServerSettings(@Nullable String master, @Nullable Path kubeConfig) {
    static ApiServerSettings from(Settings settings) {
        settings.integer("qps", 100, 0, Integer.MAX_VALUE);
        settings.integer("burst", 200, 0, Integer.MAX_VALUE);
        settings.string("contentType");
        return new ApiServerSettings(master(settings), kubeConfig(settings));
    }

    private static @Nullable String master(Settings settings) {
        String master = settings.string("master", "");
        if (master.isEmpty()) {
            return null;
        }
        try {
            String scheme = new URI(master).getScheme();
            if ("http".equals(scheme) || "https".equals(scheme)) {
                return master;
            }
        } catch (URISyntaxException e) {
            // told below, with what was expected
        }
        throw settings.invalid("master", "a URL such as https://10.0.0.1:6443");
    }

    private static @Nullable Path kubeConfig(Settings settings) {
        String path = settings.string("kubeConfig", "");
        if (path.isEmpty()) {
            return null;
        }
        if (!Files.isReadable(Path.of(path))) {
            throw settings.invalid("kubeConfig", "a kubeconfig file that can be read");
        }
        return Path.of(path);
    }
}
