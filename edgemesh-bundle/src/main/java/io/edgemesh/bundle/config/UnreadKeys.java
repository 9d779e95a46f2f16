package io.edgemesh.bundle.config;

import io.edgemesh.api.config.DidYouMean;
import io.edgemesh.api.config.Settings.UnreadKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/**
 * The keys of a file that nothing takes up.
 *
 * @param notHonoured paths that Go EdgeMesh knows and this version does nothing with
 * @param unknown     a message for each key that nobody knows, with the nearest that is known
 */
record UnreadKeys(List<String> notHonoured, List<String> unknown) {
    static UnreadKeys of(List<UnreadKey> unread) {
        List<String> notHonoured = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (UnreadKey key : unread) {
            if (GoKeys.has(key.path())) {
                notHonoured.add(key.path());
            } else {
                unknown.add(key.source() + ", " + key.path() + ": unknown key" + hint(key));
            }
        }
        return new UnreadKeys(List.copyOf(notHonoured), List.copyOf(unknown));
    }

    /** The nearest key that was asked for beside it, or else the nearest that Go EdgeMesh has there. */
    private static String hint(UnreadKey key) {
        if (!key.hint().isEmpty()) {
            return key.hint();
        }
        int dot = key.path().lastIndexOf('.');
        return DidYouMean.hint(
                key.path().substring(dot + 1), GoKeys.below(key.path().substring(0, Math.max(dot, 0))));
    }

    void report(Logger logger) {
        if (!notHonoured.isEmpty()) {
            logger.warn(
                    "these keys are not honoured yet: {}", notHonoured.stream().collect(Collectors.joining(", ")));
        }
        unknown.forEach(message -> logger.warn("{}; it has no effect", message));
    }
}
