package io.edgemesh.bundle.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The sample services as manifests, from this jar. */
final class SampleManifests {
    private static final List<String> FILES =
            List.of("hello.yaml", "secure.yaml", "echo.yaml", "chat.yaml", "archive.yaml");

    private SampleManifests() {}

    /**
     * Returns all of them in one text.
     *
     * @param node  the node that the servers run on
     * @param ports the servers' ports, by the name that stands for each in the files
     */
    static String text(String node, Map<String, String> ports) throws IOException {
        List<String> documents = new ArrayList<>();
        for (String file : FILES) {
            documents.add(resource(file));
        }
        String text = String.join("\n---\n", documents).replace("${node}", node);
        for (Map.Entry<String, String> port : ports.entrySet()) {
            text = text.replace("${" + port.getKey() + '}', port.getValue());
        }
        return text;
    }

    private static String resource(String file) throws IOException {
        try (InputStream in = SampleManifests.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing in this jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
