package io.edgemesh.proxy.dial;

import static io.edgemesh.proxy.dial.DialerFixture.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.model.TrafficPolicy;
import io.edgemesh.api.transport.Transport.Reach;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** A balancer's life from the first dial of its port to the end of the service. */
class BalancersTest {
    private static final ServiceName ORDERS = new ServiceName("default", "orders");

    private final FakeTransport transport = new FakeTransport("fake", Reach.YES);
    private final Queue<String> log = RecordingPolicy.newLog();
    private final TrafficPolicy recording = new TrafficPolicy(RecordingPolicy.NAME, RecordingPolicy.parameters(log));

    @Test
    void isCreatedAtTheFirstDial() throws Exception {
        try (var fixture = new DialerFixture(transport).orders(recording, endpoint(1))) {
            assertThat(log).isEmpty();

            fixture.dial("orders:80");
            fixture.dial("orders:80");

            assertThat(log).containsOnlyOnce("created");
        }
    }

    /** Pitfall: round robin starts anew with every endpoint change. */
    @Test
    void goesOnThroughEndpointChanges() throws Exception {
        try (var fixture = new DialerFixture(transport).orders(recording, endpoint(1))) {
            fixture.dial("orders:80");

            fixture.orders(recording, endpoint(1), endpoint(2));

            assertThat(log).containsOnlyOnce("created").contains("update 2");
        }
    }

    @Test
    void isReplacedWhenThePolicyChanges() throws Exception {
        Queue<String> secondLog = RecordingPolicy.newLog();
        try (var fixture = new DialerFixture(transport).orders(recording, endpoint(1))) {
            fixture.dial("orders:80");

            fixture.orders(new TrafficPolicy(RecordingPolicy.NAME, RecordingPolicy.parameters(secondLog)), endpoint(1));
            fixture.dial("orders:80");

            assertThat(log).endsWith("closed");
            assertThat(secondLog).containsExactly("created", "update 1", "pick 1", "connected 1");
        }
    }

    /** Pitfall: a DestinationRule seen before or after its Service. */
    @Test
    void aPolicyThatComesAfterTheServiceIsTakenUp() throws Exception {
        try (var fixture = new DialerFixture(transport).orders(endpoint(1))) {
            fixture.dial("orders:80");

            fixture.orders(recording, endpoint(1));
            fixture.dial("orders:80");

            assertThat(log).containsExactly("created", "update 1", "pick 1", "connected 1");
        }
    }

    /** Pitfall: a DestinationRule with PASSTHROUGH or an unknown policy. */
    @Test
    void aPolicyThatNobodyKnowsLeavesTheServiceWithTheDefault() throws Exception {
        try (var fixture = new DialerFixture(transport).orders(TrafficPolicy.of("PASSTHROUGH"), endpoint(1))) {
            assertThat(fixture.dial("orders:80").endpoint()).isEqualTo(endpoint(1));
        }
    }

    @Test
    void aPolicyWithWrongParametersLeavesTheServiceWithTheDefault() throws Exception {
        var wrong = new TrafficPolicy(RecordingPolicy.NAME, Map.of("wrong", true));
        try (var fixture = new DialerFixture(transport).orders(wrong, endpoint(1))) {
            assertThat(fixture.dial("orders:80").endpoint()).isEqualTo(endpoint(1));
        }
    }

    @Test
    void layersWrapThePolicyInTheirOrder() throws Exception {
        var layered = new TrafficPolicy(RecordingPolicy.NAME, Map.of("log", log, "layers", true));
        try (var fixture = new DialerFixture(transport).orders(layered, endpoint(1))) {
            fixture.dial("orders:80");

            assertThat(log).startsWith("created", "outer", "inner", "update 1");
        }
    }

    @Test
    void isClosedWithItsService() throws Exception {
        try (var fixture = new DialerFixture(transport).orders(recording, endpoint(1))) {
            fixture.dial("orders:80");

            fixture.mesh.catalog().remove(ORDERS);

            assertThat(log).endsWith("closed");
        }
    }

    @Test
    void isClosedWithTheDialer() throws Exception {
        try (var fixture = new DialerFixture(transport).orders(recording, endpoint(1))) {
            fixture.dial("orders:80");

            fixture.dialer.close();

            assertThat(log).endsWith("closed");
        }
    }

    @Test
    void anUnknownDefaultPolicyIsAConfigurationError() {
        Map<String, ?> settings = Map.of("loadBalancer", Map.of("policy", "RECORDIN"));

        assertThatThrownBy(() -> new DialerFixture(List.of(), settings, transport))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("test, loadBalancer.policy")
                .hasMessageContaining("did you mean \"RECORDING\"?");
    }
}
