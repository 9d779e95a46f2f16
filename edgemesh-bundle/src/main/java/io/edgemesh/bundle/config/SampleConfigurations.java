package io.edgemesh.bundle.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Configuration files to begin with. */
public final class SampleConfigurations {
    private SampleConfigurations() {}

    /** Returns a file with every key, at its default or with an example. */
    public static String full() {
        return resource("default.yaml");
    }

    /** Returns a file with what a node needs and no more. */
    public static String shortest() {
        return resource("minimal.yaml");
    }

    private static String resource(String name) {
        try (InputStream in = SampleConfigurations.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in this jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
