package io.edgemesh.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private final Settings settings = Settings.of(
            "mesh.yaml",
            Map.of(
                    "text",
                    "abc",
                    "number",
                    42,
                    "flag",
                    true,
                    "list",
                    List.of("a", 2),
                    "wait",
                    "250ms",
                    "unit",
                    "seconds",
                    "below",
                    Map.of("deep", Map.of("leaf", "x")),
                    "nodes",
                    List.of(Map.of("name", "cloud"), Map.of("name", "edge"))));

    @Test
    void givesTypedValues() {
        assertThat(settings.string("text")).isEqualTo("abc");
        assertThat(settings.string("number")).isEqualTo("42");
        assertThat(settings.integer("number", 0, 0, 100)).isEqualTo(42);
        assertThat(settings.flag("flag", false)).isTrue();
        assertThat(settings.strings("list")).containsExactly("a", "2");
        assertThat(settings.strings("text")).containsExactly("abc");
        assertThat(settings.choice("unit", TimeUnit.class, TimeUnit.DAYS)).isEqualTo(TimeUnit.SECONDS);
        assertThat(settings.section("below").section("deep").string("leaf")).isEqualTo("x");
        assertThat(settings.sections("nodes").stream().map(node -> node.required("name")))
                .containsExactly("cloud", "edge");
    }

    @Test
    void givesTheFallbackWhereAKeyIsAbsent() {
        assertThat(settings.string("no", "x")).isEqualTo("x");
        assertThat(settings.integer("no", 7, 0, 1)).isEqualTo(7); // a fallback is the caller's, bounds are the user's
        assertThat(settings.flag("no", true)).isTrue();
        assertThat(settings.duration("no", Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.strings("no")).isEmpty();
        assertThat(settings.sections("no")).isEmpty();
        assertThat(settings.section("no").keys()).isEmpty();
    }

    @Test
    void takesAKeyWithoutAValueForAbsent() {
        Map<String, Object> values = new HashMap<>();
        values.put("empty", null);
        Settings sparse = Settings.of("mesh.yaml", values);

        assertThat(sparse.has("empty")).isFalse();
        assertThat(sparse.string("empty", "x")).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource({
        "250ms, PT0.25S",
        "30s, PT30S",
        "5m, PT5M",
        "3h, PT3H",
        "90, PT1M30S",
        "PT1.5S, PT1.5S",
        "P1D, PT24H",
        "0, PT0S",
    })
    void readsDurations(String text, Duration expected) {
        assertThat(Settings.of("test", Map.of("wait", text)).duration("wait", Duration.ZERO))
                .isEqualTo(expected);
    }

    @Test
    void saysWhatIsWrongWhereAndWhatWasExpected() {
        assertWrong(
                s -> s.integer("text", 0, 1, 9), "text: \"abc\" is not valid (expected: a whole number from 1 to 9)");
        assertWrong(
                s -> s.integer("number", 0, 1, 9),
                "number: \"42\" is not valid (expected: a whole number from 1 to 9)");
        assertWrong(s -> s.flag("text", true), "text: \"abc\" is not valid (expected: true or false)");
        assertWrong(
                s -> s.duration("text", Duration.ZERO),
                "text: \"abc\" is not valid (expected: a duration such as 250ms, 30s or 5m)");
        assertWrong(s -> s.section("text"), "text: \"abc\" is not valid (expected: keys below it)");
        assertWrong(s -> s.sections("text"), "text: \"abc\" is not valid (expected: a list)");
        assertWrong(s -> s.required("no"), "no: missing");
        assertWrong(s -> s.section("below").section("deep").required("no"), "below.deep.no: missing");
        assertWrong(
                s -> s.sections("nodes").get(1).integer("name", 0, 0, 9),
                "nodes[1].name: \"edge\" is not valid (expected: a whole number from 0 to 9)");
    }

    @Test
    void namesTheNearestChoice() {
        Settings misspelt = Settings.of("mesh.yaml", Map.of("unit", "SECOND"));

        assertThatThrownBy(() -> misspelt.choice("unit", TimeUnit.class, TimeUnit.DAYS))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("mesh.yaml, unit: \"SECOND\" is not valid (expected: one of NANOSECONDS, MICROSECONDS,"
                        + " MILLISECONDS, SECONDS, MINUTES, HOURS, DAYS, did you mean \"SECONDS\"?)");
    }

    @Test
    void reportsKeysThatNobodyAskedForWithTheNearestThatSomebodyDid() {
        Settings tree = Settings.of(
                "mesh.yaml",
                Map.of("relayNode", 1, "modules", Map.of("edgeDNS", Map.of("enable", true, "listenport", 53))));
        tree.sections("relayNodes");
        Settings dns = tree.section("modules").section("edgeDNS");
        dns.flag("enable", false);
        dns.port("listenPort", 53);

        List<String> unread = tree.unread().stream().map(Object::toString).toList();

        assertThat(unread)
                .containsExactlyInAnyOrder(
                        "mesh.yaml, relayNode: unknown key, did you mean \"relayNodes\"?",
                        "mesh.yaml, modules.edgeDNS.listenport: unknown key, did you mean \"listenPort\"?");
    }

    @Test
    void reportsASectionThatNobodyAskedForAsOneKey() {
        Settings tree = Settings.of("mesh.yaml", Map.of("edgeCNI", Map.of("enable", true)));

        assertThat(tree.unread()).hasSize(1);
        assertThat(tree.unread().get(0).path()).isEqualTo("edgeCNI");
    }

    @Test
    void givesTheSameSectionEachTimeSoThatAskingIsRememberedOnce() {
        assertThat(settings.section("below")).isSameAs(settings.section("below"));
        assertThat(settings.sections("nodes").get(0))
                .isSameAs(settings.sections("nodes").get(0));
    }

    @Test
    void doesNotChangeWithTheMapItWasMadeFrom() {
        Map<String, Object> values = new HashMap<>(Map.of("a", 1));
        Settings made = Settings.of("test", values);

        values.put("b", 2);

        assertThat(made.keys()).containsExactly("a");
    }

    @Property
    void anyNumberWithinTheBoundsIsRead(@ForAll int number) {
        Settings one = Settings.of("test", Map.of("n", number));

        assertThat(one.integer("n", 0, Integer.MIN_VALUE, Integer.MAX_VALUE)).isEqualTo(number);
    }

    @Property
    void anyTextIsReadOrRefusedWithItsPlace(@ForAll String text) {
        Settings one = Settings.of("test", Map.of("k", text));

        for (Function<Settings, Object> read : Arrays.<Function<Settings, Object>>asList(
                s -> s.integer("k", 0, 0, 9),
                s -> s.flag("k", true),
                s -> s.duration("k", Duration.ZERO),
                s -> s.choice("k", TimeUnit.class, TimeUnit.DAYS),
                s -> s.section("k"))) {
            try {
                assertThat(read.apply(one)).isNotNull();
            } catch (ConfigurationException e) {
                assertThat(e).hasMessageStartingWith("test, k: ");
            }
        }
    }

    private void assertWrong(Function<Settings, Object> read, String message) {
        assertThatThrownBy(() -> read.apply(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("mesh.yaml, " + message);
    }
}
