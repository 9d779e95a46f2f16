package io.edgemesh.bundle.config;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML 1.2 into {@link Settings} whose messages begin with the file's name.
 *
 * <p>Made for files of an operator's hand: one document, keys said once, at most 1 MiB, and few aliases, so that no file
 * can unfold into more than it seems to be. No tag ever creates a Java object.
 */
public final class ConfigurationFile {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_ALIASES = 50;

    private ConfigurationFile() {}

    /**
     * Reads a file.
     *
     * @throws ConfigurationException if it cannot be read or is no YAML; the message says where
     */
    public static Settings read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigurationException(file + ": too long (expected: at most " + MAX_BYTES + " bytes)");
            }
            return parse(Files.readString(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(file + ": there is no such file", e);
        } catch (MalformedInputException e) {
            throw new ConfigurationException(file + ": not a text in UTF-8", e);
        } catch (IOException e) {
            throw new ConfigurationException(file + ": cannot be read: " + e, e);
        }
    }

    /**
     * Reads a text.
     *
     * @param source what messages call it
     * @throws ConfigurationException if it is no YAML or not a mapping
     */
    public static Settings parse(String text, String source) {
        Object document = load(text, source);
        if (document == null) {
            return Settings.of(source, Map.of());
        }
        if (!(document instanceof Map<?, ?> map)) {
            throw new ConfigurationException(source + ": expected keys at the top, such as \"modules:\"");
        }
        @SuppressWarnings("unchecked") // Settings takes the text of any key
        Map<String, ?> values = (Map<String, ?>) map;
        return Settings.of(source, values);
    }

    private static Object load(String text, String source) {
        LoadSettings limits = LoadSettings.builder()
                .setLabel(source)
                .setCodePointLimit(MAX_BYTES)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setAllowDuplicateKeys(false)
                .setAllowRecursiveKeys(false)
                .build();
        try {
            return new Load(limits).loadFromString(text);
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                    .orElse("");
            throw new ConfigurationException(source + line + ": " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new ConfigurationException(source + ": " + e.getMessage(), e);
        }
    }
}
