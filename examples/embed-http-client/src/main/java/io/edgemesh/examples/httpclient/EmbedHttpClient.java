package io.edgemesh.examples.httpclient;

import io.edgemesh.api.EdgeMesh;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;

/** Fetches a page of a service by its name, with the HTTP client that every JDK has. */
public final class EmbedHttpClient {
    private EmbedHttpClient() {}

    /** Expects a folder of manifests and a URL. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("Usage: java -jar embed-http-client.jar MANIFESTS URL");
            System.exit(2);
        }
        HttpResponse<String> response = fetch(Path.of(arguments[0]), URI.create(arguments[1]));
        System.out.println(response.statusCode() + " " + response.body().strip());
    }

    static HttpResponse<String> fetch(Path manifests, URI url) throws IOException, InterruptedException {
        try (EdgeMesh mesh = EdgeMesh.builder()
                .nodeName("app")
                .metadata("manifests", Map.of("path", manifests.toString()))
                .start()) {
            HttpClient http =
                    HttpClient.newBuilder().proxy(mesh.proxySelector()).build();
            return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
        }
    }
}
