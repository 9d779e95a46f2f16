package io.edgemesh.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.proxy.ProxyFixture;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class JdkClientTest {
    @Test
    void manyRequestsAtOnceAreAnswered() {
        try (var backend = HttpBackend.named("web");
                var proxy =
                        new ProxyFixture(ProxyFixture.http(Map.of())).service("web", Protocol.TCP, backend.address())) {
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .proxy(ProxySelector.of(proxy.address()))
                    .build();
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://web.default/" + i))
                        .build();
                answers.add(client.sendAsync(request, BodyHandlers.ofString()).thenApply(response -> response.body()));
            }

            for (int i = 0; i < 200; i++) {
                assertThat(answers.get(i).join()).isEqualTo("web /" + i);
            }
        }
    }
}
