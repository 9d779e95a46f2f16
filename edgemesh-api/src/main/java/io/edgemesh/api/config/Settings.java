package io.edgemesh.api.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A read-only tree of settings that knows where each value stands and which keys somebody asked for.
 *
 * <p>Whoever owns a setting asks for it by its key and type; a wrong value fails with a {@link ConfigurationException}
 * that names the source, the path and what was expected. What nobody asked for is {@linkplain #unread() reported}, so a
 * misspelt key never goes unnoticed. A key with the value {@code null} counts as absent.
 *
 * <p><b>Threads:</b> safe for use by several.
 */
public final class Settings {
    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h)");

    private final String source;
    private final String path;
    private final Map<String, Object> values;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final Map<String, Settings> sections = new ConcurrentHashMap<>();

    private Settings(String source, String path, Map<String, Object> values) {
        this.source = source;
        this.path = path;
        this.values = values;
    }

    /** Returns settings with nothing in them: every key has its default. */
    public static Settings empty() {
        return of("built-in defaults", Map.of());
    }

    /**
     * Returns the root of a tree.
     *
     * @param source what messages call it, such as a file's name
     * @param values strings, numbers, booleans, lists and maps of these; copied
     */
    public static Settings of(String source, Map<String, ?> values) {
        return new Settings(requireNonNull(source, "source"), "", copy(values));
    }

    private static Map<String, Object> copy(Map<?, ?> values) {
        Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (value != null) {
                copy.put(String.valueOf(key), value);
            }
        });
        return copy;
    }

    /** Returns whether the key has a value. */
    public boolean has(String key) {
        asked.add(key);
        return values.containsKey(key);
    }

    /** Returns the keys that have a value, in their order. Asks for none of them. */
    public Set<String> keys() {
        return Set.copyOf(values.keySet());
    }

    /** Returns the value as it was given, or {@code null} if absent. */
    public @Nullable Object raw(String key) {
        asked.add(key);
        return values.get(key);
    }

    /** Returns the text, or {@code null} if absent. Numbers and booleans are taken by their text. */
    public @Nullable String string(String key) {
        Object value = raw(key);
        if (value instanceof Map || value instanceof List) {
            throw invalid(key, "a text");
        }
        return value == null ? null : value.toString();
    }

    /** Returns the text, or {@code fallback} if absent. */
    public String string(String key, String fallback) {
        String value = string(key);
        return value == null ? fallback : value;
    }

    /** Returns the text; an absent key is an error. */
    public String required(String key) {
        String value = string(key);
        if (value == null || value.isEmpty()) {
            throw new ConfigurationException(where(key) + ": missing");
        }
        return value;
    }

    /** Returns the whole number, or {@code fallback} if absent; both bounds are included. */
    public int integer(String key, int fallback, int min, int max) {
        Object value = raw(key);
        if (value == null) {
            return fallback;
        }
        String expected = "a whole number from " + min + " to " + max;
        try {
            long number = Long.parseLong(value.toString().trim());
            if (number < min || number > max) {
                throw invalid(key, expected);
            }
            return (int) number;
        } catch (NumberFormatException e) {
            throw invalid(key, expected);
        }
    }

    /** Returns the port number, or {@code fallback} if absent; 0 asks for any free port. */
    public int port(String key, int fallback) {
        return integer(key, fallback, 0, 65535);
    }

    /** Returns the truth value, or {@code fallback} if absent. */
    public boolean flag(String key, boolean fallback) {
        Object value = raw(key);
        if (value == null) {
            return fallback;
        }
        return switch (value.toString()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(key, "true or false");
        };
    }

    /** Returns the duration, or {@code fallback} if absent: a number of seconds, {@code 250ms}, {@code 30s}, ... or ISO 8601. */
    public Duration duration(String key, Duration fallback) {
        Object value = raw(key);
        if (value == null) {
            return fallback;
        }
        String text = value.toString().trim();
        try {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                return text.startsWith("P") ? Duration.parse(text) : Duration.ofSeconds(Long.parseLong(text));
            }
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
        } catch (NumberFormatException | DateTimeParseException | ArithmeticException e) {
            throw invalid(key, "a duration such as 250ms, 30s or 5m");
        }
    }

    /** Returns one of the enum's constants by its name, or {@code fallback} if absent. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
        String value = string(key);
        if (value == null) {
            return fallback;
        }
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(value)) {
                return constant;
            }
            names.add(constant.name());
        }
        throw invalid(key, "one of " + String.join(", ", names) + DidYouMean.hint(value, names));
    }

    /** Returns the texts of a list, or of a single value; empty if absent. */
    public List<String> strings(String key) {
        Object value = raw(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof Map) {
            throw invalid(key, "a list");
        }
        List<?> items = value instanceof List<?> list ? list : List.of(value);
        return items.stream().map(String::valueOf).toList();
    }

    /** Returns the settings below a key; empty ones if absent. The same object each time. */
    public Settings section(String key) {
        Object value = raw(key);
        if (value != null && !(value instanceof Map)) {
            throw invalid(key, "keys below it");
        }
        return sections.computeIfAbsent(key, k -> child(k, value == null ? Map.of() : (Map<?, ?>) value));
    }

    /** Returns the settings in a list, each with its index in the path; empty if absent. */
    public List<Settings> sections(String key) {
        Object value = raw(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> items)) {
            throw invalid(key, "a list");
        }
        List<Settings> result = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof Map<?, ?> item)) {
                throw invalid(key + "[" + i + "]", "keys below it");
            }
            result.add(sections.computeIfAbsent(key + "[" + i + "]", k -> child(k, item)));
        }
        return result;
    }

    private Settings child(String key, Map<?, ?> childValues) {
        return new Settings(source, path.isEmpty() ? key : path + '.' + key, copy(childValues));
    }

    /** Returns where a key stands, for messages: {@code edgemesh.yaml, modules.edgeDNS.listenPort}. */
    public String where(String key) {
        return source + ", " + (path.isEmpty() ? key : path + '.' + key);
    }

    /** Returns the exception for a value that is not what was expected; the caller throws it. */
    public ConfigurationException invalid(String key, String expected) {
        Object value = values.get(key);
        String given = value == null ? "" : " \"" + value + '"';
        return new ConfigurationException(where(key) + ":" + given + " is not valid (expected: " + expected + ')');
    }

    /** Returns the keys here and below that nobody has asked for so far, each with the nearest key that was asked for. */
    public List<UnreadKey> unread() {
        List<UnreadKey> unread = new ArrayList<>();
        collectUnread(unread);
        return unread;
    }

    private void collectUnread(List<UnreadKey> unread) {
        for (String key : values.keySet()) {
            if (!asked.contains(key)) {
                String full = path.isEmpty() ? key : path + '.' + key;
                unread.add(new UnreadKey(source, full, DidYouMean.hint(key, asked)));
            }
        }
        sections.values().forEach(section -> section.collectUnread(unread));
    }

    /**
     * A key that has a value which nothing takes up.
     *
     * @param source what the tree was read from
     * @param path   the key's path
     * @param hint   {@code , did you mean "..."?} or empty
     */
    public record UnreadKey(String source, String path, String hint) {
        @Override
        public String toString() {
            return source + ", " + path + ": unknown key" + hint;
        }
    }
}
