package io.edgemesh.bundle.demo;

import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.transport.DialPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A request from a further node that is allowed no other way than over the relay; the program embeds that node. */
final class RelayedRequest implements Step {
    private static final URI HELLO = URI.create("http://hello.demo/");

    @Override
    public String name() {
        return "relay";
    }

    @Override
    public String shows() {
        return "GET " + HELLO + " from edge-c, which may use the relay only";
    }

    @Override
    public Outcome run(DemoCluster cluster) throws Exception {
        if (!cluster.tunnelled()) {
            return new Outcome.Missing("there is no edgemesh-tunnel in this jar");
        }
        PathRecorder paths = new PathRecorder();
        try (EdgeMesh mesh = cluster.nodeBehindTheRelay().interceptor(paths).start()) {
            HttpResponse<String> response = get(mesh);
            Outcome.expect(200, response.statusCode());
            DialPath path = paths.latest("demo", "hello");
            Outcome.expect(DialPath.Kind.RELAY, path.kind());
            return Outcome.done(response.body().strip(), path);
        }
    }

    private static HttpResponse<String> get(EdgeMesh mesh) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(HELLO)
                .timeout(Duration.ofMillis(UserClient.TIMEOUT_MILLIS))
                .build();
        return HttpClient.newBuilder().proxy(mesh.proxySelector()).build().send(request, BodyHandlers.ofString());
    }
}
