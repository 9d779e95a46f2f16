package io.edgemesh.examples.httpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeSnippetTest {
    private static final Path README = Path.of("..", "..", "README.md");
    private static final Path SOURCE =
            Path.of("src", "test", "java", "io", "edgemesh", "examples", "httpclient", "ReadmeSnippet.java");

    @Test
    void theReadmeShowsCodeThatCompiles() throws IOException {
        String shown = between(Files.readString(README), "```java", "```").replaceFirst("}\\s*$", "");
        String compiled = between(Files.readString(SOURCE), "// begin", "// end");

        assertThat(words(shown)).isEqualTo(words(compiled));
    }

    /** Without line breaks and indentation, which the formatter sets otherwise than the README. */
    private static String words(String code) {
        return code.replaceAll("\\s+", "");
    }

    private static String between(String text, String begin, String end) {
        int start = text.indexOf(begin) + begin.length();
        return text.substring(start, text.indexOf(end, start));
    }
}
