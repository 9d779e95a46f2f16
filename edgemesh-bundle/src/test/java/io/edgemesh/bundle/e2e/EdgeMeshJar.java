package io.edgemesh.bundle.e2e;

import io.edgemesh.testing.JarProcess;
import java.nio.file.Path;

/** The jar as users get it. */
final class EdgeMeshJar {
    static final Path PATH = Path.of("target", "edgemesh.jar");

    private EdgeMeshJar() {}

    static JarProcess run(String... arguments) {
        return JarProcess.start(PATH, arguments);
    }
}
