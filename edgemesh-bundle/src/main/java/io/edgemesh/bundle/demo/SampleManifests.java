package io.edgemesh.bundle.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The sample services as a temporary folder of manifests, deleted when closed. */
final class SampleManifests implements AutoCloseable {
    private static final List<String> FILES =
            List.of("hello.yaml", "secure.yaml", "echo.yaml", "chat.yaml", "archive.yaml");

    private final Path folder;

    private SampleManifests(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes them.
     *
     * @param node  the node that the servers run on
     * @param ports the servers' ports, by the name that stands for each in the files
     */
    static SampleManifests write(String node, Map<String, String> ports) throws IOException {
        SampleManifests manifests = new SampleManifests(Files.createTempDirectory("edgemesh-demo-"));
        try {
            for (String file : FILES) {
                String text = resource(file).replace("${node}", node);
                for (Map.Entry<String, String> port : ports.entrySet()) {
                    text = text.replace("${" + port.getKey() + '}', port.getValue());
                }
                Files.writeString(manifests.folder.resolve(file), text);
            }
            return manifests;
        } catch (IOException | RuntimeException e) {
            manifests.close();
            throw e;
        }
    }

    private static String resource(String file) throws IOException {
        try (InputStream in = SampleManifests.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing in this jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
