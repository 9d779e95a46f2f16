package io.edgemesh.bundle.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgemesh.testing.JarProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.jar.JarFile;

/** The jar as users get it. */
final class EdgeMeshJar {
    static final Path PATH = Path.of("target", "edgemesh.jar");

    private EdgeMeshJar() {}

    /** Skips a test that needs nodes to reach each other, for as long as the tunnel brings no transport. */
    static void assumeTunnel() {
        try (JarFile jar = new JarFile(PATH.toFile())) {
            String transports = new String(
                    jar.getInputStream(jar.getEntry("META-INF/services/io.edgemesh.api.transport.TransportProvider"))
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
            assumeTrue(transports.contains("io.edgemesh.tunnel."), "edgemesh-tunnel brings no transport yet");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JarProcess run(String... arguments) {
        return JarProcess.start(PATH, arguments);
    }
}
