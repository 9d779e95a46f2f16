package io.edgemesh.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    @ParameterizedTest
    @CsvSource({
        "http://orders/, orders, 80, orders, /",
        "http://orders, orders, 80, orders, /",
        "HTTP://orders.default:8080/a/b?c=d, orders.default, 8080, orders.default:8080, /a/b?c=d",
        "http://orders?x=1, orders, 80, orders, /?x=1",
        "ws://orders/chat, orders, 80, orders, /chat",
        "http://[fd00::1]:81/, fd00::1, 81, [fd00::1]:81, /"
    })
    void readsTheAbsoluteForm(String uri, String host, int port, String authority, String path) {
        assertThat(RequestTarget.absolute(uri)).isEqualTo(new RequestTarget(host, port, authority, path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "orders",
                "https://orders/",
                "http://",
                "http:///a",
                "http://orders:/",
                "http://orders:0/",
                "http://orders:65536/",
                "http://orders:x/",
                "http://user@orders/",
                "http://or ders/",
                "http://a:1:2/",
                "http://orders#x",
                "http://orders\r\nX: y/"
            })
    void refusesWhatIsNotAbsolute(String uri) {
        assertThat(RequestTarget.absolute(uri)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"orders:443, orders, 443", "[fd00::1]:443, fd00::1, 443", "10.0.0.1:443, 10.0.0.1, 443"})
    void readsTheAuthorityForm(String text, String host, int port) {
        assertThat(RequestTarget.authority(text)).isEqualTo(new RequestTarget(host, port, text, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "orders", ":443", "orders:", "orders:99999", "http://orders:443", "orders:443/"})
    void refusesWhatIsNoAuthority(String text) {
        assertThat(RequestTarget.authority(text)).isNull();
    }

    @Property
    void aPortIsAlwaysOneThatCanBeConnectedTo(@ForAll String rest) {
        RequestTarget target = RequestTarget.absolute("http://" + rest);

        assertThat(target == null || target.port() >= 1 && target.port() <= 65_535)
                .isTrue();
    }
}
