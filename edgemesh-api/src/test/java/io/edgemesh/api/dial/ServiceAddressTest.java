package io.edgemesh.api.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.model.ServicePort;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAddressTest {
    private static final Service WEB = Service.builder("shop", "web")
            .ports(
                    ServicePort.of("http", 80, Protocol.TCP),
                    ServicePort.of("dns", 53, Protocol.UDP),
                    ServicePort.of("8080", 9090, Protocol.TCP))
            .build();

    @ParameterizedTest
    @CsvSource({
        "web:80, default/web, 80,",
        "web.shop:80, shop/web, 80,",
        "web.shop:http, shop/web, http,",
        "web.shop.:80, shop/web, 80,",
        "web.shop.svc:80, shop/web, 80,",
        "web.shop.svc.cluster.local:80, shop/web, 80,",
        "web.shop.svc.cluster.local.:80, shop/web, 80,",
        "web-0.web.shop:80, shop/web, 80, web-0",
        "web-0.web.shop.svc.cluster.local:80, shop/web, 80, web-0",
        "web.svc:80, svc/web, 80,", // a namespace may be called svc
    })
    void readsEveryWayToNameAService(String text, String service, String port, String hostname) {
        ServiceAddress address = ServiceAddress.parse(text);

        assertThat(address.service()).hasToString(service);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.hostname()).isEqualTo(hostname);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "web", "web:", ":80", "a.b.c.d:80", ".shop:80", "web..svc:80", "..svc:80"})
    void saysWhatAnAddressLooksLike(String text) {
        assertThatThrownBy(() -> ServiceAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "is no service address (expected: name.namespace:port or hostname.name.namespace:port)");
    }

    @Test
    void findsThePortByItsNumberOrName() {
        assertThat(port("http")).isEqualTo(WEB.ports().get(0));
        assertThat(port("80")).isEqualTo(WEB.ports().get(0));
        assertThat(port("81")).isNull();
        assertThat(port("https")).isNull();
        assertThat(port("99999999999999999999")).isNull();
    }

    @Test
    void takesANameThatLooksLikeANumberForAName() {
        assertThat(port("8080")).isEqualTo(WEB.ports().get(2));
    }

    @Test
    void findsAPortOfTheOtherProtocolOnlyWhenAskedForIt() {
        ServiceAddress dns = ServiceAddress.parse("web.shop:53");

        assertThat(dns.portOf(WEB, Protocol.TCP)).isNull();
        assertThat(dns.portOf(WEB, Protocol.UDP)).isEqualTo(WEB.ports().get(1));
    }

    @Property
    void whatIsWrittenIsRead(
            @ForAll @AlphaChars @StringLength(min = 1, max = 20) String name,
            @ForAll @AlphaChars @StringLength(min = 1, max = 20) String namespace,
            @ForAll @IntRange(min = 1, max = 65535) int port) {
        ServiceAddress address = ServiceAddress.parse(name + '.' + namespace + ".svc:" + port);

        assertThat(address).isEqualTo(ServiceAddress.of(new ServiceName(namespace, name), port));
    }

    @Property
    void anyTextIsAnAddressOrRefused(@ForAll String text) {
        try {
            assertThat(ServiceAddress.parse(text).port()).isNotEmpty();
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private static ServicePort port(String text) {
        return ServiceAddress.parse("web.shop:" + text).portOf(WEB, Protocol.TCP);
    }
}
