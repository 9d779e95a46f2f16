package io.edgemesh.k8s.yaml;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes trees as JSON, which {@link JsonReader} reads back, and {@link YamlDocuments} too. */
public final class JsonText {
    private JsonText() {}

    /** Writes maps, lists, numbers, booleans and, of all else, the text. */
    public static void write(@Nullable Object tree, Appendable out) throws IOException {
        if (tree instanceof Map<?, ?> map) {
            writeMap(map, out);
        } else if (tree instanceof List<?> list) {
            writeList(list, out);
        } else if (tree == null || tree instanceof Number || tree instanceof Boolean) {
            out.append(String.valueOf(tree));
        } else {
            writeText(tree.toString(), out);
        }
    }

    private static void writeMap(Map<?, ?> map, Appendable out) throws IOException {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            writeText(String.valueOf(entry.getKey()), out);
            out.append(": "); // YAML wants the blank
            write(entry.getValue(), out);
            separator = ", ";
        }
        out.append('}');
    }

    private static void writeList(List<?> list, Appendable out) throws IOException {
        out.append('[');
        String separator = "";
        for (Object item : list) {
            out.append(separator);
            write(item, out);
            separator = ", ";
        }
        out.append(']');
    }

    /** All but plain ASCII is escaped: what YAML allows in a text is less than what JSON does. */
    private static void writeText(String text, Appendable out) throws IOException {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
