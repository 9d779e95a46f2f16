package io.edgemesh.examples.httpclient;

import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.ServiceAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The code that the README shows, so that a compiler reads it, too; {@link ReadmeSnippetTest} keeps the two alike. */
final class ReadmeSnippet {
    private ReadmeSnippet() {}

    static List<Object> show() throws Exception {
        // begin
        try (EdgeMesh mesh = EdgeMesh.builder()
                .nodeName("edge-a")
                .swarmSecret(Path.of("psk"))
                .relay("cloud", "203.0.113.7")
                .metadata("manifests", Map.of("path", "manifests"))
                .start()) {
            Connection connection = mesh.dial(ServiceAddress.parse("hostname-svc.default:12345"))
                    .get();
            HttpClient http =
                    HttpClient.newBuilder().proxy(mesh.proxySelector()).build();
            Socket socket = new Socket(mesh.socksProxy());
            // end
            return List.of(connection, http, socket);
        }
    }
}
