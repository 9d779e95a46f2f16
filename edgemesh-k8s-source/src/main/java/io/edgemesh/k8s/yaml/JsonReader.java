package io.edgemesh.k8s.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON into maps, lists and texts, as {@link YamlDocuments} does, and several times as fast: a snapshot of a large
 * cluster has to be read while somebody waits. Numbers and booleans stay texts.
 *
 * <p><b>Limit:</b> {@value #MAX_DEPTH} levels.
 */
public final class JsonReader {
    private static final int MAX_DEPTH = 100;
    private static final int END = -1;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /**
     * Returns the value that a text consists of.
     *
     * @throws YamlException if it is no JSON, or nested too deeply
     */
    public static @Nullable Object parse(String text) throws YamlException {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value(0);
        reader.skipBlanks();
        if (reader.peek() != END) {
            throw reader.unexpected("the end");
        }
        return value;
    }

    private @Nullable Object value(int depth) throws YamlException {
        if (depth == MAX_DEPTH) {
            throw unexpected("no more than " + MAX_DEPTH + " levels");
        }
        skipBlanks();
        return switch (peek()) {
            case '{' -> map(depth);
            case '[' -> list(depth);
            case '"' -> quoted();
            default -> plain();
        };
    }

    private Map<String, Object> map(int depth) throws YamlException {
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        while (!closes('}', map.isEmpty())) {
            skipBlanks();
            String key = quoted();
            skipBlanks();
            expect(':');
            Object value = value(depth + 1);
            if (value != null) { // as good as absent to whoever reads objects
                map.put(key, value);
            } else {
                map.remove(key);
            }
        }
        return map;
    }

    private List<@Nullable Object> list(int depth) throws YamlException {
        List<@Nullable Object> list = new ArrayList<>();
        at++;
        while (!closes(']', list.isEmpty())) {
            list.add(value(depth + 1));
        }
        return list;
    }

    /** Steps over the end of a collection, or over the comma before its next item. */
    private boolean closes(char end, boolean first) throws YamlException {
        skipBlanks();
        if (peek() == end) {
            at++;
            return true;
        }
        if (!first) {
            expect(',');
        }
        return false;
    }

    private String quoted() throws YamlException {
        expect('"');
        int start = at;
        while (peek() != '"' && peek() != '\\' && peek() != END) {
            at++;
        }
        if (peek() == '"') {
            return text.substring(start, at++); // nearly all texts: nothing in them is escaped
        }
        StringBuilder unescaped = new StringBuilder(text.substring(start, at));
        while (peek() != '"') {
            unescaped.append(peek() == '\\' ? escaped() : next());
        }
        at++;
        return unescaped.toString();
    }

    private char next() throws YamlException {
        if (at == text.length()) {
            throw unexpected("the end of a text");
        }
        return text.charAt(at++);
    }

    private char escaped() throws YamlException {
        at++;
        char kind = next();
        return switch (kind) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> unicode();
            case '"', '\\', '/' -> kind;
            default -> throw unexpected("an escape that JSON knows");
        };
    }

    private char unicode() throws YamlException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw unexpected("four hexadecimal digits");
            }
            code = code << 4 | digit;
        }
        return (char) code;
    }

    /** A number, true or false as its text; null as null. */
    private @Nullable String plain() throws YamlException {
        int start = at;
        while (Character.isLetterOrDigit(peek()) || peek() == '-' || peek() == '+' || peek() == '.') {
            at++;
        }
        if (start == at) {
            throw unexpected("a value");
        }
        String word = text.substring(start, at);
        return word.equals("null") ? null : word;
    }

    private void skipBlanks() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\t' || peek() == '\r') {
            at++;
        }
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private void expect(char expected) throws YamlException {
        if (peek() != expected) {
            throw unexpected("'" + expected + '\'');
        }
        at++;
    }

    private YamlException unexpected(String expected) {
        return new YamlException("character " + at + ": expected " + expected, null);
    }
}
