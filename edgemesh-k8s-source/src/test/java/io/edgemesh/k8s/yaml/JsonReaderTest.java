package io.edgemesh.k8s.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @Test
    void readsValuesOfEveryShape() throws Exception {
        assertThat(JsonReader.parse("{\"a\": [1, -2.5e3, true, \"x\"], \"b\":{}, \"c\" : [] ,\"d\":null}\n"))
                .isEqualTo(Map.of("a", List.of("1", "-2.5e3", "true", "x"), "b", Map.of(), "c", List.of()));
    }

    @Test
    void readsEscapes() throws Exception {
        assertThat(JsonReader.parse("\"a\\n\\t\\\"\\\\\\/\\u00e9\\ud83d\\ude00\""))
                .isEqualTo("a\n\t\"\\/é😀");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[",
                "\"",
                "\"\\",
                "\"\\u12",
                "\"\\x\"",
                "{\"a\"}",
                "{\"a\":}",
                "{a: 1}",
                "[1 2]",
                "[1,",
                "[,]",
                "1 2",
                "{\"a\":1,}",
                "nul l"
            })
    void saysWhereItIsNoJson(String text) {
        assertThatThrownBy(() -> JsonReader.parse(text))
                .isInstanceOf(YamlException.class)
                .hasMessageMatching("character \\d+: expected .*");
    }

    @Test
    void refusesToGoTooDeep() {
        assertThatThrownBy(() -> JsonReader.parse("[".repeat(100_000)))
                .isInstanceOf(YamlException.class)
                .hasMessage("character 100: expected no more than 100 levels");
    }

    @Property
    void whatIsWrittenIsReadBack(@ForAll long seed) throws Exception {
        Object tree = tree(new Random(seed), 4);
        StringBuilder json = new StringBuilder();
        JsonText.write(tree, json);

        assertThat(JsonReader.parse(json.toString())).isEqualTo(tree);
    }

    @Property
    void noTextEscapesAsAnotherException(@ForAll("nearlyJson") String text) {
        try {
            JsonReader.parse(text);
        } catch (YamlException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Provide
    Arbitrary<String> nearlyJson() {
        return Arbitraries.of("{", "}", "[", "]", ":", ",", "\"", "\\", "u00e9", "a", "1", "null", " ", "\n", "\u0000")
                .list()
                .ofMaxSize(20)
                .map(words -> String.join("", words));
    }

    private static Object tree(Random random, int depth) {
        int size = random.nextInt(4);
        switch (depth == 0 ? 2 : random.nextInt(3)) {
            case 0 -> {
                List<Object> list = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    list.add(tree(random, depth - 1));
                }
                return list;
            }
            case 1 -> {
                Map<String, Object> map = new HashMap<>();
                for (int i = 0; i < size; i++) {
                    map.put(text(random), tree(random, depth - 1));
                }
                return map;
            }
            default -> {
                return text(random);
            }
        }
    }

    /** Any characters, halves of surrogate pairs too. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(10); i > 0; i--) {
            text.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(65_536)));
        }
        return text.toString();
    }
}
