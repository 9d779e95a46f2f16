package io.edgemesh.proxy.dial;

import static io.edgemesh.proxy.dial.DialerFixture.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgemesh.api.MeshException;
import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.dial.ServiceAddress;
import io.edgemesh.api.dial.UnknownServiceException;
import io.edgemesh.api.lb.NoEndpointException;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceType;
import io.edgemesh.api.transport.Transport.Reach;
import io.edgemesh.api.transport.TransportException;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** From an address to an endpoint. */
class DialTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(10);

    @Test
    void answersWithAConnectionToAnEndpoint() throws Exception {
        var transport = new FakeTransport("fake", Reach.YES);
        try (var fixture = new DialerFixture(transport).orders(endpoint(1)).synced()) {
            Connection connection = fixture.dial("orders.default:80");

            assertThat(connection.endpoint()).isEqualTo(endpoint(1));
            assertThat(connection.service()).hasToString("default/orders");
            assertThat(connection.path().transport()).isEqualTo("fake");
            assertThat(connection.channel().isOpen()).isTrue();
        }
    }

    @Test
    void answersOnTheLoopThatTheDialNames() throws Exception {
        try (var fixture = new DialerFixture(new FakeTransport("fake", Reach.YES)).orders(endpoint(1))) {
            EventLoop loop = fixture.mesh.network().eventLoops().next();
            CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
            CountDownLatch listening = new CountDownLatch(1);
            loop.submit(() -> listening.await(20, TimeUnit.SECONDS)); // no answer before somebody listens for it

            fixture.dialer
                    .dial(Dial.tcp(ServiceAddress.parse("orders:80")).withEventLoop(loop))
                    .whenComplete((connection, failure) -> onLoop.complete(loop.inEventLoop()));
            listening.countDown();

            assertThat(onLoop.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void findsAPortByItsName() throws Exception {
        try (var fixture = new DialerFixture(new FakeTransport("fake", Reach.YES)).orders(endpoint(1))) {
            assertThat(fixture.dial("orders:http").endpoint()).isEqualTo(endpoint(1));
        }
    }

    @Test
    void refusesAServiceThatACompleteCatalogDoesNotHave() {
        try (var fixture = new DialerFixture().synced()) {
            assertThatThrownBy(() -> fixture.dial("nobody:80"))
                    .isInstanceOf(UnknownServiceException.class)
                    .hasMessage("there is no service default/nobody");
        }
    }

    @Test
    void saysWhichPortsAServiceHas() {
        try (var fixture = new DialerFixture().orders(endpoint(1)).synced()) {
            assertThatThrownBy(() -> fixture.dial("orders:81"))
                    .isInstanceOf(UnknownServiceException.class)
                    .hasMessage("default/orders has no port 81/TCP (it has: http 80/TCP)");
        }
    }

    @Test
    void waitsForAServiceUntilItArrives() throws Exception {
        try (var fixture = new DialerFixture(new FakeTransport("fake", Reach.YES))) {
            CompletableFuture<Connection> dialing = fixture.dialing("orders:80", LONG);

            fixture.orders(endpoint(1));

            assertThat(dialing.get(20, TimeUnit.SECONDS).endpoint()).isEqualTo(endpoint(1));
        }
    }

    @Test
    void waitsForAServiceNoLongerThanUntilTheCatalogIsComplete() {
        try (var fixture = new DialerFixture(new FakeTransport("fake", Reach.YES))) {
            CompletableFuture<Connection> dialing = fixture.dialing("orders:80", LONG);

            fixture.synced();

            assertThatThrownBy(() -> dialing.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(UnknownServiceException.class);
        }
    }

    @Test
    void waitsForAServiceNoLongerThanTheDialsTime() {
        try (var fixture = new DialerFixture(new FakeTransport("fake", Reach.YES))) {
            assertThatThrownBy(() -> fixture.dialing("orders:80", SHORT).get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(TransportException.class)
                    .hasMessageContaining("within 50 ms")
                    .hasMessageContaining("the service default/orders is not known");
        }
    }

    @Test
    void aServiceWithoutEndpointsSaysSo() {
        try (var fixture = new DialerFixture(new FakeTransport("fake", Reach.YES)).orders()) {
            assertThatThrownBy(() -> fixture.dial("orders:80"))
                    .isInstanceOf(NoEndpointException.class)
                    .hasMessageContaining("default/orders:80 has no endpoint");
        }
    }

    @Test
    void aHostNameLeadsToThatEndpointAlone() throws Exception {
        Endpoint web1 = endpoint(2).withHostname("web-1");
        try (var fixture = new DialerFixture(new FakeTransport("fake", Reach.YES))
                .orders(endpoint(1).withHostname("web-0"), web1)
                .synced()) {
            for (int i = 0; i < 5; i++) {
                assertThat(fixture.dial("web-1.orders.default:80").endpoint()).isEqualTo(web1);
            }
            assertThatThrownBy(() -> fixture.dial("web-2.orders.default:80"))
                    .isInstanceOf(UnknownServiceException.class)
                    .hasMessageContaining("no endpoint with the host name web-2");
        }
    }

    @Test
    void aHostNameThatIsNotReadySaysSo() {
        Endpoint notReady = endpoint(1).withHostname("web-0").withState(Endpoint.State.NOT_READY);
        try (var fixture = new DialerFixture(new FakeTransport("fake", Reach.YES)).orders(notReady)) {
            assertThatThrownBy(() -> fixture.dial("web-0.orders.default:80"))
                    .isInstanceOf(NoEndpointException.class)
                    .hasMessageContaining("web-0 is not ready");
        }
    }

    @Test
    void anExternalNameOfAnotherServiceStandsForThatOne() throws Exception {
        try (var fixture = new DialerFixture(new FakeTransport("fake", Reach.YES)).orders(endpoint(1))) {
            fixture.mesh.catalog().publish(ServiceEntry.of(alias("shop", "orders.default.svc.cluster.local")));

            assertThat(fixture.dial("shop:80").endpoint()).isEqualTo(endpoint(1));
        }
    }

    @Test
    void anExternalNameOutsideTheClusterIsLookedUp() throws Exception {
        try (var fixture = new DialerFixture(new FakeTransport("fake", Reach.YES)).synced()) {
            fixture.mesh.catalog().publish(ServiceEntry.of(alias("shop", "localhost")));

            Endpoint endpoint = fixture.dial("shop:8080").endpoint();

            assertThat(endpoint.address().getAddress().isLoopbackAddress()).isTrue();
            assertThat(endpoint.address().getPort()).isEqualTo(8080);
        }
    }

    @Test
    void externalNamesThatLeadInACircleAreRefused() {
        try (var fixture = new DialerFixture(new FakeTransport("fake", Reach.YES)).synced()) {
            fixture.mesh.catalog().publish(ServiceEntry.of(alias("a", "b.default.svc.cluster.local")));
            fixture.mesh.catalog().publish(ServiceEntry.of(alias("b", "a.default.svc.cluster.local")));

            assertThatThrownBy(() -> fixture.dial("a:80"))
                    .isInstanceOf(UnknownServiceException.class)
                    .hasMessageContaining("circle");
        }
    }

    private static Service alias(String name, String externalName) {
        return Service.builder("default", name)
                .type(ServiceType.EXTERNAL_NAME)
                .externalName(externalName)
                .build();
    }

    @Test
    void takesTheTransportThatIsTheWayBeforeOneThatMayBe() throws Exception {
        var maybe = new FakeTransport("maybe", Reach.MAYBE);
        var yes = new FakeTransport("yes", Reach.YES);
        try (var fixture = new DialerFixture(maybe, yes).orders(endpoint(1))) {
            assertThat(fixture.dial("orders:80").path().transport()).isEqualTo("yes");
        }
    }

    @Test
    void takesTheFirstTransportThatMayBeTheWayIfNoneIs() throws Exception {
        var no = new FakeTransport("no", Reach.NO);
        var first = new FakeTransport("first", Reach.MAYBE);
        var second = new FakeTransport("second", Reach.MAYBE);
        try (var fixture = new DialerFixture(no, first, second).orders(endpoint(1))) {
            assertThat(fixture.dial("orders:80").path().transport()).isEqualTo("first");
        }
    }

    @Test
    void namesTheTransportsItAskedWhenNoneIsTheWay() {
        try (var fixture = new DialerFixture(
                        new FakeTransport("direct", Reach.NO), new FakeTransport("libp2p", Reach.NO))
                .orders(endpoint(1))) {
            assertThatThrownBy(() -> fixture.dial("orders:80"))
                    .isInstanceOf(TransportException.class)
                    .hasMessage("cannot reach default/orders:80: 127.0.0.1:1 on there:"
                            + " no transport is the way to it (asked: direct, libp2p)");
        }
    }

    @Test
    void aCancelledDialClosesTheConnectionThatComesLater() {
        var transport = new FakeTransport("fake", Reach.YES);
        var answer = transport.swallows(endpoint(1));
        try (var fixture = new DialerFixture(transport).orders(endpoint(1))) {
            CompletableFuture<Connection> dialing = fixture.dialing("orders:80", LONG);
            await().until(() -> transport.requests.size() == 1);

            dialing.cancel(false);
            answer.complete(transport.newChannel());

            await().until(() -> !transport.channels.get(0).isOpen());
        }
    }

    @Test
    void aDialThatTimedOutClosesTheConnectionThatComesLater() {
        var transport = new FakeTransport("fake", Reach.YES);
        var answer = transport.swallows(endpoint(1));
        try (var fixture = new DialerFixture(transport).orders(endpoint(1))) {
            assertThatThrownBy(() -> fixture.dialing("orders:80", SHORT).get(20, TimeUnit.SECONDS))
                    .hasMessageContaining("127.0.0.1:1 on there (fake): no answer yet");

            answer.complete(transport.newChannel());

            await().until(() -> !transport.channels.get(0).isOpen());
        }
    }

    @Test
    void refusesDialsOnceClosed() {
        try (var fixture = new DialerFixture(new FakeTransport("fake", Reach.YES)).orders(endpoint(1))) {
            fixture.dialer.close();

            assertThatThrownBy(() -> fixture.dial("orders:80"))
                    .isInstanceOf(MeshException.class)
                    .hasMessage("the mesh is closed");
        }
    }

    @Test
    void transportsHearHowMuchTimeIsLeft() throws Exception {
        var transport = new FakeTransport("fake", Reach.YES);
        try (var fixture = new DialerFixture(transport).orders(endpoint(1))) {
            fixture.dialing("orders:80", Duration.ofSeconds(2)).get(20, TimeUnit.SECONDS);

            assertThat(List.copyOf(transport.requests))
                    .allSatisfy(
                            request -> assertThat(request.timeout()).isBetween(Duration.ZERO, Duration.ofSeconds(2)));
        }
    }
}
