package io.edgemesh.lb.consistenthash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XxHash64Test {
    @ParameterizedTest
    @CsvSource({
        "'', ef46db3751d8e999",
        "a, d24ec4f1a98c6e5b",
        "as, 1c330fb2d66be179",
        "asd, 631c37ce72a97393",
        "asdf, 415872f599cea71e",
        "Call me Ishmael. Some years ago--never mind how long precisely-, 02a2e85470d6fd96",
    })
    void hashesLikeThePublishedImplementations(String text, String expected) {
        long hash = XxHash64.hash(text.getBytes(StandardCharsets.US_ASCII), 0);

        assertThat(String.format("%016x", hash)).isEqualTo(expected);
    }
}
