package io.edgemesh.proxy.dial;

import static io.edgemesh.proxy.dial.DialerFixture.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.model.TrafficPolicy;
import io.edgemesh.api.transport.Transport.Reach;
import io.edgemesh.api.transport.TransportException;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Endpoints that fail or stay silent, and what the balancer hears of them. */
class FailoverTest {
    private final FakeTransport transport = new FakeTransport("fake", Reach.YES);
    private final Queue<String> log = RecordingPolicy.newLog();
    private final TrafficPolicy recording = new TrafficPolicy(RecordingPolicy.NAME, RecordingPolicy.parameters(log));

    @Test
    void anEndpointThatRefusesIsFollowedByItsSibling() throws Exception {
        transport.refuses(endpoint(1));
        try (var fixture = new DialerFixture(transport).orders(recording, endpoint(1), endpoint(2))) {
            Connection connection = fixture.dial("orders:80");

            assertThat(connection.endpoint()).isEqualTo(endpoint(2));
            assertThat(log).containsExactly("created", "update 2", "pick 1", "failed 1", "pick 2", "connected 2");
        }
    }

    /** Pitfall: an endpoint that swallows SYNs; every client of its service times out. */
    @Test
    void anEndpointThatSwallowsSynsDoesNotMakeItsClientsWait() throws Exception {
        var silent = transport.swallows(endpoint(1));
        try (var fixture = new DialerFixture(transport).orders(recording, endpoint(1), endpoint(2))) {
            Connection connection = fixture.dial("orders:80");

            assertThat(connection.endpoint()).isEqualTo(endpoint(2));
            assertThat(log).containsExactly("created", "update 2", "pick 1", "pick 2", "connected 2");
            silent.completeExceptionally(new TransportException("did not answer"));
            await().until(() -> log.contains("failed 1"));
        }
    }

    @Test
    void anEndpointThatAnswersAfterItsSiblingIsClosed() throws Exception {
        var slow = transport.swallows(endpoint(1));
        try (var fixture = new DialerFixture(transport).orders(recording, endpoint(1), endpoint(2))) {
            Connection connection = fixture.dial("orders:80");

            slow.complete(transport.newChannel());

            await().until(() -> log.contains("closed 1"));
            assertThat(log)
                    .containsSubsequence("connected 2", "connected 1", "closed 1")
                    .doesNotContain("closed 2");
            assertThat(connection.channel().isOpen()).isTrue();
        }
    }

    @Test
    void eachEndpointIsTriedOnceAndAllFailuresAreTold() {
        transport.refuses(endpoint(1)).refuses(endpoint(2));
        try (var fixture = new DialerFixture(transport).orders(recording, endpoint(1), endpoint(2))) {
            assertThatThrownBy(() -> fixture.dial("orders:80"))
                    .isInstanceOf(TransportException.class)
                    .hasMessage("cannot reach default/orders:80:"
                            + " 127.0.0.1:1 on there (fake): connection refused;"
                            + " 127.0.0.1:2 on there (fake): connection refused");
            assertThat(log).containsExactly("created", "update 2", "pick 1", "failed 1", "pick 2", "failed 2");
        }
    }

    @Test
    void theEndOfAConnectionIsToldOnce() throws Exception {
        try (var fixture = new DialerFixture(transport).orders(recording, endpoint(1))) {
            Connection connection = fixture.dial("orders:80");

            connection.close();
            connection.close();

            assertThat(log).containsExactly("created", "update 1", "pick 1", "connected 1", "closed 1");
        }
    }
}
