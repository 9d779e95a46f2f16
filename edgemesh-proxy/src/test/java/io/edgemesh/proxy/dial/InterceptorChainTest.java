package io.edgemesh.proxy.dial;

import static io.edgemesh.proxy.dial.DialerFixture.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.ServiceAddress;
import io.edgemesh.api.intercept.DialDeniedException;
import io.edgemesh.api.intercept.Interceptor;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.transport.Transport.Reach;
import io.edgemesh.api.transport.TransportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class InterceptorChainTest {
    private final FakeTransport transport = new FakeTransport("fake", Reach.YES);

    private DialerFixture fixture(Interceptor... interceptors) {
        return new DialerFixture(List.of(interceptors), Map.of(), transport)
                .orders(endpoint(1))
                .synced();
    }

    @Test
    void runsOutermostFirst() throws Exception {
        List<String> order = new ArrayList<>();
        Interceptor outer = chain -> {
            order.add("outer");
            return chain.proceed(chain.dial());
        };
        Interceptor inner = chain -> {
            order.add("inner " + chain.service().name() + ' ' + chain.port().port());
            return chain.proceed(chain.dial());
        };
        try (var fixture = fixture(outer, inner)) {
            fixture.dial("orders:80");

            assertThat(order).containsExactly("outer", "inner default/orders 80");
        }
    }

    @Test
    void aDenialNamesTheReasonAndOpensNothing() {
        try (var fixture = fixture(chain -> chain.deny("closed on Sundays"))) {
            assertThatThrownBy(() -> fixture.dial("orders:80"))
                    .isInstanceOf(DialDeniedException.class)
                    .hasMessageContaining("closed on Sundays");
            assertThat(transport.requests).isEmpty();
        }
    }

    @Test
    void anAmendedAddressLeadsToTheOtherService() throws Exception {
        Interceptor redirect = chain -> chain.proceed(chain.dial().withAddress(ServiceAddress.parse("canary:80")));
        try (var fixture = fixture(redirect, chain -> chain.proceed(chain.dial()))) {
            Service canary = Service.builder("default", "canary")
                    .ports(ServicePort.of("http", 80, Protocol.TCP))
                    .build();
            fixture.mesh.catalog().publish(new ServiceEntry(canary, Map.of("http", List.of(endpoint(9))), null));

            assertThat(fixture.dial("orders:80").endpoint()).isEqualTo(endpoint(9));
        }
    }

    @Test
    void proceedingAgainAfterAFailureIsARetry() throws Exception {
        transport.refuses(endpoint(1));
        Interceptor toOther = chain -> chain.proceed(chain.dial()).exceptionallyCompose(failure -> {
            assertThat(failure).hasRootCauseInstanceOf(TransportException.class);
            return chain.proceed(chain.dial().withAddress(ServiceAddress.parse("spare:80")));
        });
        try (var fixture = fixture(toOther)) {
            Service spare = Service.builder("default", "spare")
                    .ports(ServicePort.of("http", 80, Protocol.TCP))
                    .build();
            fixture.mesh.catalog().publish(new ServiceEntry(spare, Map.of("http", List.of(endpoint(2))), null));

            assertThat(fixture.dial("orders:80").endpoint()).isEqualTo(endpoint(2));
        }
    }

    @Test
    void proceedingTwiceFailsAndNamesTheInterceptor() {
        try (var fixture = fixture(new Twice())) {
            assertThatThrownBy(() -> fixture.dial("orders:80"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(Twice.class.getName())
                    .hasMessageContaining("called proceed again");
            await().until(() -> transport.channels.stream().noneMatch(channel -> channel.isOpen()));
        }
    }

    private static final class Twice implements Interceptor {
        @Override
        public CompletionStage<Connection> intercept(io.edgemesh.api.intercept.DialChain chain) {
            chain.proceed(chain.dial());
            return chain.proceed(chain.dial());
        }
    }

    @Test
    void whatAnInterceptorThrowsFailsTheDial() {
        try (var fixture = fixture(chain -> {
            throw new IllegalArgumentException("a bug");
        })) {
            assertThatThrownBy(() -> fixture.dial("orders:80"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a bug");
        }
    }

    @Test
    void anInterceptorThatAnswersWithNullFailsTheDial() {
        try (var fixture = fixture(chain -> null)) {
            assertThatThrownBy(() -> fixture.dial("orders:80"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("returned null");
        }
    }

    @Test
    void aConnectionIsClosedIfAnInterceptorFailsOverIt() {
        Interceptor picky = chain -> chain.proceed(chain.dial())
                .thenCompose(connection -> CompletableFuture.failedFuture(new DialDeniedException("not that one")));
        try (var fixture = fixture(picky)) {
            assertThatThrownBy(() -> fixture.dial("orders:80")).isInstanceOf(DialDeniedException.class);

            await().until(() -> !transport.channels.get(0).isOpen());
        }
    }
}
