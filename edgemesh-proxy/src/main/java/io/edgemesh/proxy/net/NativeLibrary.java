package io.edgemesh.proxy.net;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says what a native transport lacks on this machine, in words for an operator. */
final class NativeLibrary {
    private NativeLibrary() {}

    /**
     * @param artifact what brings the library
     * @param cause    asks Netty; fails to link where its classes are not there either
     */
    static Optional<String> missing(String artifact, Supplier<@Nullable Throwable> cause) {
        String system = System.getProperty("os.name");
        if (!"Linux".equals(system)) {
            return Optional.of("it is for Linux, and this is " + system);
        }
        try {
            return Optional.ofNullable(cause.get()).map(failure -> reason(artifact, failure));
        } catch (LinkageError e) {
            return Optional.of(artifact + " is not on the class path");
        }
    }

    private static String reason(String artifact, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return artifact + " for " + System.getProperty("os.arch") + " is not on the class path or does not load: "
                + String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
    }
}
