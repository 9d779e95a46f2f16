package io.edgemesh.k8s.apiserver;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * An API server as trees of maps. fabric8 brings credentials, TLS and HTTP; its models stay unused, for they would hold
 * every object whole.
 *
 * <p><b>Threads:</b> safe for use by several; {@link #get} blocks.
 */
final class ApiServer implements AutoCloseable {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int REQUEST_MILLIS = 10_000;

    private final KubernetesClient client;
    private final String base;

    private ApiServer(KubernetesClient client) {
        this.client = client;
        this.base = client.getMasterUrl().toString().replaceAll("/+$", "");
    }

    /** Looks for no server yet: the first request does. */
    static ApiServer of(ApiServerSettings settings) {
        Config config = settings.kubeConfig() == null
                ? Config.autoConfigure(null)
                : Config.fromKubeconfig(settings.kubeConfig().toFile());
        if (settings.master() != null) {
            config.setMasterUrl(settings.master());
        }
        config.setConnectionTimeout(CONNECT_MILLIS);
        config.setRequestTimeout(REQUEST_MILLIS);
        config.setRequestRetryBackoffLimit(0); // retries are the reflectors' business
        return new ApiServer(new KubernetesClientBuilder().withConfig(config).build());
    }

    String base() {
        return base;
    }

    /** Returns the object that the server has at a path. */
    Map<?, ?> get(String path) throws ApiException {
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(base + path)
                .timeout(REQUEST_MILLIS, TimeUnit.MILLISECONDS)
                .build();
        try {
            HttpResponse<String> response = client.getHttpClient()
                    .sendAsync(request, String.class)
                    .get(2 * REQUEST_MILLIS, TimeUnit.MILLISECONDS);
            if (!response.isSuccessful()) {
                throw ApiException.refused(response.code(), path);
            }
            return parse(response.body());
        } catch (ExecutionException e) {
            throw ApiException.unreachable(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw ApiException.unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unreachable(e);
        }
    }

    /**
     * Reads objects, one a line, as long as the server sends some.
     *
     * @param lines is told of each, one at a time
     * @param ended is told once, with {@code null} if the server has ended it
     */
    WatchStream watch(String path, Consumer<Map<?, ?>> lines, WatchStream.End ended) {
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(base + path)
                .forStreaming()
                .build();
        WatchStream stream = new WatchStream(line -> lines.accept(parse(line)), ended);
        client.getHttpClient()
                .consumeBytes(request, stream::accept)
                .whenComplete((response, failure) -> begin(path, stream, response, failure));
        return stream;
    }

    private static void begin(String path, WatchStream stream, HttpResponse<AsyncBody> response, Throwable failure) {
        if (failure != null) {
            stream.end(ApiException.unreachable(failure));
        } else if (!response.isSuccessful()) {
            response.body().cancel();
            stream.end(ApiException.refused(response.code(), path));
        } else {
            stream.begin(response.body());
        }
    }

    private Map<?, ?> parse(String json) {
        return client.getKubernetesSerialization().unmarshal(json, Map.class);
    }

    @Override
    public void close() {
        client.close();
    }
}
