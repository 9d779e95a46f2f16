package io.edgemesh.proxy.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.dial.Delivery;
import io.edgemesh.api.intercept.DialDeniedException;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.testing.EchoServer;
import io.edgemesh.testing.Received;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** Pitfall: any holder of the swarm's secret reaches any address on any node. */
class DeliverTest {
    @Test
    void connectsAPeerToAnEndpointOnThisNode() throws Exception {
        try (EchoServer server = EchoServer.tcp();
                var fixture = new DialerFixture().orders(Endpoint.of(server.address(), "here"))) {
            Channel channel = deliver(fixture, server.address(), Protocol.TCP);
            Received received = Received.from(channel);

            channel.writeAndFlush(Unpooled.copiedBuffer("hello", StandardCharsets.UTF_8));

            assertThat(received.text(5)).isEqualTo("hello");
            channel.close().sync();
        }
    }

    @Test
    void refusesAnEndpointOnAnotherNode() {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", 1);
        try (var fixture = new DialerFixture().orders(Endpoint.of(address, "there"))) {
            assertRefused(fixture, address, Protocol.TCP);
        }
    }

    @Test
    void logsARefusalOnceWithThePeersName() {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", 1);
        Logger logger = (Logger) LoggerFactory.getLogger(Deliveries.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try (var fixture = new DialerFixture()) {
            assertRefused(fixture, address, Protocol.TCP);
            assertRefused(fixture, address, Protocol.TCP);
        } finally {
            logger.detachAppender(lines);
        }

        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getKeyValuePairs())
                    .contains(new KeyValuePair("peer", "peer"), new KeyValuePair("target", "127.0.0.1:1/TCP"));
        });
    }

    @Test
    void refusesAnEndpointThatHasGone() {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", 1);
        try (var fixture = new DialerFixture().orders(Endpoint.of(address, "here"))) {
            fixture.orders();

            assertRefused(fixture, address, Protocol.TCP);
        }
    }

    @Test
    void refusesTheSameAddressOverAnotherProtocol() {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", 1);
        try (var fixture = new DialerFixture().orders(Endpoint.of(address, "here"))) {
            assertRefused(fixture, address, Protocol.UDP);
        }
    }

    @Test
    void connectsAPeerToWhatTheAllowListHas() throws Exception {
        try (EchoServer server = EchoServer.tcp();
                var fixture = allowing("127.0.0.0/8:" + server.port())) {
            Channel channel = deliver(fixture, server.address(), Protocol.TCP);

            assertThat(channel.isActive()).isTrue();
            channel.close().sync();
            assertRefused(fixture, new InetSocketAddress("127.0.0.1", 9), Protocol.TCP);
            assertRefused(fixture, server.address(), Protocol.UDP);
        }
    }

    @Test
    void anAllowListOfAnyPortAllowsEach() throws Exception {
        try (EchoServer server = EchoServer.udp();
                var fixture = allowing("127.0.0.1:*/udp")) {
            Channel channel = deliver(fixture, server.address(), Protocol.UDP);

            assertThat(channel.isActive()).isTrue();
            channel.close().sync();
        }
    }

    @Test
    void anAllowListThatIsWrongSaysWhere() {
        assertThatThrownBy(() -> allowing("somewhere"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("delivery.allow")
                .hasMessageContaining("\"somewhere\" has no port");
        assertThatThrownBy(() -> allowing("host.example:80"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no IP address or CIDR");
    }

    private static DialerFixture allowing(String entry) {
        return new DialerFixture(List.of(), Map.of("delivery", Map.of("allow", List.of(entry))));
    }

    private static void assertRefused(DialerFixture fixture, InetSocketAddress target, Protocol protocol) {
        assertThatThrownBy(() -> deliver(fixture, target, protocol))
                .isInstanceOf(DialDeniedException.class)
                .hasMessageContaining("no endpoint on this node")
                .hasMessageContaining("delivery.allow");
    }

    private static Channel deliver(DialerFixture fixture, InetSocketAddress target, Protocol protocol)
            throws Exception {
        var delivery = new Delivery(
                "peer",
                target,
                protocol,
                null,
                Duration.ofSeconds(10),
                fixture.mesh.network().eventLoops().next());
        try {
            return fixture.dialer.deliver(delivery).toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }
}
