package io.edgemesh.tunnel.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.net.Network;
import io.edgemesh.api.net.NioNetworkProvider;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With a gateway on loopback, and no other. */
class PortMappingTest {
    private final Network network = new NioNetworkProvider().create(1);
    private final FakeGateway gateway = new FakeGateway();
    private @Nullable PortMapping mapping;

    @AfterEach
    void close() {
        if (mapping != null) {
            mapping.close();
        }
        gateway.close();
        network.close();
    }

    @Test
    void mapsRemapsAndUnmaps() throws Exception {
        PortMapping started = start("/ip4/0.0.0.0/tcp/20006", InetAddress.getLoopbackAddress());
        awaitMapped(started);
        assertThat(gateway.requests.poll(10, TimeUnit.SECONDS)).isEqualTo("0000");
        assertThat(gateway.requests.poll(10, TimeUnit.SECONDS)).startsWith("0002");

        started.restart();
        assertThat(gateway.requests.poll(10, TimeUnit.SECONDS)).endsWith("00000000");
        awaitMapped(started);

        gateway.requests.clear();
        started.close();
        assertThat(gateway.requests.poll(10, TimeUnit.SECONDS)).endsWith("00000000");
    }

    @Test
    void aSocketOnAnyAddressIsMappedThoughItLooksLikeOneOfIpv6() {
        awaitMapped(start("/ip6/::/tcp/20006", InetAddress.getLoopbackAddress()));
    }

    @Test
    void aNodeOnLoopbackAsksNobody() {
        start("/ip4/127.0.0.1/tcp/20006", InetAddress.getLoopbackAddress()).close();

        assertThat(gateway.requests).isEmpty();
    }

    @Test
    void aMachineWithoutAGatewayAsksNobody() {
        PortMapping started = start("/ip4/0.0.0.0/tcp/20006", null);
        started.restart();

        assertThat(started.addresses()).isEmpty();
    }

    private static void awaitMapped(PortMapping mapping) {
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(mapping.addresses())
                        .containsExactly(Multiaddr.parse("/ip4/198.51.100.7/tcp/30000")));
    }

    private PortMapping start(String listening, @Nullable InetAddress router) {
        PortMapping started = new PortMapping(
                () -> router,
                gateway.socket.getLocalPort(),
                () -> List.of(Multiaddr.parse(listening)),
                network,
                Runnable::run,
                new Random(1),
                () -> {});
        mapping = started;
        started.start();
        return started;
    }

    /** Grants everything: 198.51.100.7:30000 for an hour. */
    private static final class FakeGateway implements AutoCloseable {
        final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
        final DatagramSocket socket;

        FakeGateway() {
            try {
                socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            } catch (SocketException e) {
                throw new IllegalStateException(e);
            }
            Thread answering = new Thread(this::answer, "gateway");
            answering.setDaemon(true);
            answering.start();
        }

        private void answer() {
            HexFormat hex = HexFormat.of();
            DatagramPacket packet = new DatagramPacket(new byte[64], 64);
            try {
                while (true) {
                    socket.receive(packet);
                    String request = hex.formatHex(Arrays.copyOf(packet.getData(), packet.getLength()));
                    requests.add(request);
                    String answer = request.equals("0000")
                            ? "0080" + "0000" + "00000001" + "c6336407"
                            : "0082" + "0000" + "00000001" + request.substring(8, 12) + "7530" + "00000e10";
                    byte[] bytes = hex.parseHex(answer);
                    socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
                }
            } catch (java.io.IOException closed) {
                // the test is over
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
