package io.edgemesh.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgemesh.api.net.EventLoopNetwork;
import io.edgemesh.api.net.Network;
import io.edgemesh.dns.DnsClient;
import io.edgemesh.dns.DnsFixture;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;

/** On epoll several datagrams are received and sent at once, and sockets share a port. */
class EpollServerTest {
    private static Network epoll(int threads) {
        assumeTrue(Epoll.isAvailable(), "this machine has no epoll: " + Epoll.unavailabilityCause());
        return new EventLoopNetwork(
                "epoll",
                EventLoopNetwork.eventLoops(threads, EpollIoHandler.newFactory()),
                EpollServerSocketChannel::new,
                EpollSocketChannel::new,
                EpollDatagramChannel::new,
                EpollDatagramChannel::new);
    }

    @Test
    void answersEveryQueryOfABurst() throws Exception {
        try (DnsFixture dns = new DnsFixture(epoll(1), Map.of());
                DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(10_000);
            socket.connect(dns.address());
            Set<Integer> asked = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                Message query = DnsClient.query("web.shop.svc.cluster.local.", "A");
                query.getHeader().setID(i);
                asked.add(i);
                socket.send(new DatagramPacket(query.toWire(), query.toWire().length));
            }
            Set<Integer> answered = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                DatagramPacket answer = new DatagramPacket(new byte[512], 512);
                socket.receive(answer);
                answered.add(new Message(answer.getData()).getHeader().getID());
            }

            assertThat(answered).isEqualTo(asked);
        }
    }

    @Test
    void answersOnEverySocketThatSharesThePort() throws Exception {
        try (DnsFixture dns = new DnsFixture(epoll(3), Map.of())) {
            for (int i = 0; i < 30; i++) { // each from another port, so that the system spreads them
                assertThat(dns.client().first("web.shop.svc.cluster.local.", "A"))
                        .isEqualTo("10.96.0.10");
            }
        }
    }

    @Test
    void failsIfAnotherServerHasThePortAlthoughSocketsShareIt() throws Exception {
        try (DnsFixture first = new DnsFixture(epoll(2), Map.of())) {
            Map<String, Object> same = Map.of("listenPort", first.address().getPort());

            assertThat(catchStart(same)).contains("port " + first.address().getPort());
        }
    }

    private static String catchStart(Map<String, Object> settings) {
        try (DnsFixture second = new DnsFixture(epoll(2), settings)) {
            return "started on " + List.of(second.address());
        } catch (RuntimeException e) {
            return e.getMessage();
        }
    }
}
