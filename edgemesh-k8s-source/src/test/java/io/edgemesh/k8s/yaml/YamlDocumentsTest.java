package io.edgemesh.k8s.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlDocumentsTest {
    @Test
    void readsDocumentsAndLeavesOutEmptyOnes() throws Exception {
        assertThat(parse("---\na: 1\n---\n# nothing\n---\n- b\n- {c: [d]}\n"))
                .containsExactly(Map.of("a", "1"), List.of("b", Map.of("c", List.of("d"))));
    }

    @Test
    void keepsScalarsAsTheyAreWritten() throws Exception {
        assertThat(parse("{a: 0777, b: yes, c: 1e3, d: 'null', e: 10.0.0.1}"))
                .containsExactly(Map.of("a", "0777", "b", "yes", "c", "1e3", "d", "null", "e", "10.0.0.1"));
    }

    @Test
    void knowsWhatIsNull() throws Exception {
        Map<?, ?> map = (Map<?, ?>) parse("{a: , b: ~, c: null}").get(0);

        assertThat(map).hasSize(3);
        assertThat(map.values()).containsOnlyNulls();
    }

    @Test
    void followsAliasesAndMergesMaps() throws Exception {
        assertThat(parse("base: &b {x: 1, y: 2}\nmore: {<<: *b, y: 3}\nagain: *b\n"))
                .containsExactly(Map.of(
                        "base", Map.of("x", "1", "y", "2"),
                        "more", Map.of("x", "1", "y", "3"),
                        "again", Map.of("x", "1", "y", "2")));
    }

    @Test
    void makesNoObjectsOfTags() throws Exception {
        assertThat(parse("!!java.net.URL ['http://example.com']")).containsExactly(List.of("http://example.com"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: &x [*x] | document 1: alias *x refers to nothing before it",
                "{a: 1, a: 2} | document 1: key \"a\" stands twice in one map",
                "{[a]: 1} | document 1: a key is a map or a list",
                "{<<: 1} | document 1: << refers to something that is no map",
            })
    void saysWhatItRefuses(String yaml, String message) {
        assertThatThrownBy(() -> parse(yaml)).isInstanceOf(YamlException.class).hasMessage(message);
    }

    @Test
    void refusesToGoTooDeep() {
        assertThatThrownBy(() -> parse("[".repeat(100_000)))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("nested too deeply (limit: 100 levels)");
    }

    @Test
    void refusesTooManyAliases() {
        assertThatThrownBy(() -> parse("- &a 1\n" + "- *a\n".repeat(1_001)))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("too many aliases (limit: 1000)");
    }

    @Test
    void refusesWhatIsNotText() {
        assertThatThrownBy(() -> YamlDocuments.parse(new byte[] {(byte) 0xff, (byte) 0xfe, 0}))
                .isInstanceOf(YamlException.class)
                .hasMessage("is not text in UTF-8");
    }

    private static List<Object> parse(String yaml) throws YamlException {
        return YamlDocuments.parse(yaml.getBytes(StandardCharsets.UTF_8));
    }
}
