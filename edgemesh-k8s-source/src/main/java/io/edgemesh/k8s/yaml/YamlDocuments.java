package io.edgemesh.k8s.yaml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML, and so JSON, into maps, lists and texts. Plain scalars that mean null become {@code null}; all others stay
 * texts, for what they mean is up to the field. Tags make no objects: they are passed over.
 */
public final class YamlDocuments {
    private YamlDocuments() {}

    /**
     * Returns the documents of a text in UTF-8; empty ones are left out.
     *
     * @throws YamlException if it is no YAML, or has more than 100 levels or 1000 aliases
     */
    public static List<Object> parse(byte[] content) throws YamlException {
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build(); // the file's size is checked
        List<Object> documents = new ArrayList<>();
        try {
            YamlTree tree = new YamlTree();
            for (Event event : new Parse(settings).parseString(decode(content))) {
                switch (event.getEventId()) {
                    case DocumentStart -> tree = new YamlTree();
                    case DocumentEnd -> tree.root().ifPresent(documents::add);
                    case StreamStart, StreamEnd, Comment -> {}
                    default -> tree.accept(event);
                }
            }
            return documents;
        } catch (MarkedYamlEngineException e) {
            throw new YamlException(place(e, documents.size()) + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new YamlException("document " + (documents.size() + 1) + ": " + e.getMessage(), e);
        }
    }

    private static String decode(byte[] content) throws YamlException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new YamlException("is not text in UTF-8", e);
        }
    }

    private static String place(MarkedYamlEngineException e, int before) {
        String line = e.getProblemMark()
                .map(mark -> ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                .orElse("");
        return "document " + (before + 1) + line + ": ";
    }
}
