package io.edgemesh.bundle.config;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.transport.Swarm.IdentityMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The identity modes by the names that files and the command line give them. */
public final class IdentityModes {
    /** What is accepted, for messages and help texts. */
    public static final List<String> NAMES = List.of("nodeName", "psk", "file");

    private IdentityModes() {}

    /** Returns the mode of that name, whatever its case. */
    public static Optional<IdentityMode> find(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "nodename" -> Optional.of(IdentityMode.NODE_NAME);
            case "psk" -> Optional.of(IdentityMode.PSK);
            case "file" -> Optional.of(IdentityMode.FILE);
            default -> Optional.empty();
        };
    }

    /** Returns the name of a mode. */
    public static String name(IdentityMode mode) {
        return switch (mode) {
            case NODE_NAME -> "nodeName";
            case PSK -> "psk";
            case FILE -> "file";
        };
    }

    /** Returns what {@code identity.mode} says, or else what the kind of file implies. */
    static IdentityMode of(Settings identity, boolean goFile) {
        @Nullable String name = identity.string("mode");
        if (name == null) {
            return goFile ? IdentityMode.NODE_NAME : IdentityMode.PSK;
        }
        return find(name).orElseThrow(() -> identity.invalid("mode", String.join(", ", NAMES)));
    }
}
