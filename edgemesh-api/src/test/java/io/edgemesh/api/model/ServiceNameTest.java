package io.edgemesh.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNameTest {
    @Test
    void isEqualByBothItsParts() {
        ServiceName name = new ServiceName("shop", "orders");

        assertThat(name)
                .isEqualTo(new ServiceName("shop", "orders"))
                .hasSameHashCodeAs(new ServiceName("shop", "orders"))
                .isNotEqualTo(new ServiceName("shop", "order"))
                .isNotEqualTo(new ServiceName("orders", "shop"));
    }

    @Test
    void standsInTheOrderOfNamespacesFirst() {
        assertThat(new ServiceName("a", "z"))
                .isLessThan(new ServiceName("a-b", "a"))
                .isGreaterThan(new ServiceName("a", "y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a:1", "a b"})
    void refusesWhatIsNoName(String text) {
        assertThatThrownBy(() -> new ServiceName("shop", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name: \"" + text + '"');
        assertThatThrownBy(() -> new ServiceName(text, "orders"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("namespace: \"" + text + '"');
    }
}
