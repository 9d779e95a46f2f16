package io.edgemesh.examples.httpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedHttpClientTest {
    @TempDir
    Path folder;

    /** The example's own manifest, with another port: the one it has may be taken. */
    private Path manifestsFor(int port) throws IOException {
        String manifest = Files.readString(Path.of("manifests", "hello.yaml"));
        Files.writeString(folder.resolve("hello.yaml"), manifest.replace("18081", Integer.toString(port)));
        return folder;
    }

    @Test
    void fetchesAPageOfAServiceByItsName() throws Exception {
        try (SampleServer server = SampleServer.start(0)) {
            HttpResponse<String> response =
                    EmbedHttpClient.fetch(manifestsFor(server.port()), URI.create("http://hello.default/"));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("hello from a sample server\n");
        }
    }
}
