package io.edgemesh.tunnel.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.Peers;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkHandlerTest {
    private static final String SERVICE = "EDGEMESH_PLAYGOUND.local";
    private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/192.168.1.7/tcp/20006");
    private static final Announcement OWN =
            new Announcement(SERVICE, "instance-of-ours", Peers.peer(1), List.of(ADDRESS));
    private static final Announcement OTHER =
            new Announcement(SERVICE, "another", Peers.peer(2), List.of(Multiaddr.parse("/ip4/192.168.1.8/tcp/4001")));

    private final List<Sighting> sightings = new ArrayList<>();
    private EmbeddedChannel channel;

    @BeforeEach
    void start() throws Exception {
        Link link = new Link(
                NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()),
                new InetSocketAddress("224.0.0.251", Link.PORT),
                List.of(new Link.Prefix(InetAddress.getByName("192.168.1.7"), 24)));
        channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.pipeline().addLast(new LinkHandler(link, OWN, new Random(1), sightings::add));
        channel.pipeline().fireChannelActive();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void asksAndTellsOfItselfSoonAfterTheStart() {
        pass(120);

        List<DnsMessage> sent = sent();
        assertThat(sent).hasSize(2);
        assertThat(sent)
                .filteredOn(DnsMessage::response)
                .singleElement()
                .satisfies(answer -> assertThat(Sighting.of(answer, SERVICE, false))
                        .containsExactly(new Sighting(Peers.peer(1), List.of(ADDRESS.withPeerId(Peers.peer(1))))));
        assertThat(questions(sent)).isEqualTo(1);
    }

    @Test
    void asksEverMoreRarely() {
        passInSteps(60_000);
        long firstMinute = questions(sent());
        passInSteps(540_000);
        long nineMinutes = questions(sent());

        assertThat(firstMinute).isBetween(3L, 7L);
        assertThat(nineMinutes).isBetween(4L, 10L);
    }

    @Test
    void aQuestionOfSomebodyElseCountsAsOurs() {
        pass(120);
        sent();

        for (int i = 0; i < 20; i++) {
            pass(400);
            receive(query(), "192.168.1.9");
        }

        assertThat(questions(sent())).isZero();
    }

    @Test
    void answersAtMostOnceASecond() {
        pass(120);
        sent();

        for (int i = 0; i < 1000; i++) {
            receive(query(), "192.168.1.9");
            pass(10);
        }

        assertThat(sent().stream().filter(DnsMessage::response)).hasSizeBetween(8, 10);
    }

    @Test
    void isSilentWhereItIsKnown() {
        pass(120);
        sent();
        ByteBuf query = Unpooled.buffer();
        new DnsWriter(query, 0)
                .question(SERVICE, DnsRecord.PTR)
                .pointer(1, SERVICE, 100, "instance-of-ours." + SERVICE)
                .end();

        receive(query, "192.168.1.9");
        pass(1000);

        assertThat(sent()).noneMatch(DnsMessage::response);
    }

    @Test
    void isSilentWhenOthersAreAskedFor() {
        pass(120);
        sent();
        ByteBuf query = Unpooled.buffer();
        new DnsWriter(query, 0).question("_ipp._tcp.local", DnsRecord.PTR).end();

        receive(query, "192.168.1.9");
        pass(1000);

        assertThat(sent()).noneMatch(DnsMessage::response);
    }

    @Test
    void tellsOfPeersThatItHearsOf() {
        receive(bytesOf(OTHER), "192.168.1.8");

        assertThat(sightings).singleElement().extracting(Sighting::peerId).isEqualTo(Peers.peer(2));
    }

    @Test
    void hearsNothingFromElsewhere() {
        receive(bytesOf(OTHER), "192.168.2.8");
        receive(bytesOf(OTHER), new InetSocketAddress("192.168.1.8", 40_000));

        assertThat(sightings).isEmpty();
    }

    @Test
    void noiseEndsNothing() {
        receive(Unpooled.wrappedBuffer(new byte[] {1, 2, 3}), "192.168.1.8");
        receive(bytesOf(OTHER), "192.168.1.8");

        assertThat(channel.isOpen()).isTrue();
        assertThat(sightings).hasSize(1);
    }

    @Test
    void saysGoodbye() {
        LinkHandler handler = channel.pipeline().get(LinkHandler.class);

        handler.leave(channel.pipeline().context(handler));

        assertThat(sent()).singleElement().satisfies(goodbye -> {
            assertThat(goodbye.records()).isNotEmpty().allMatch(record -> record.ttlSeconds() == 0);
            assertThat(Sighting.of(goodbye, SERVICE, false)).isEmpty();
        });
        assertThat(channel.isOpen()).isFalse();
    }

    private static ByteBuf query() {
        ByteBuf query = Unpooled.buffer();
        new DnsWriter(query, 0).question(SERVICE, DnsRecord.PTR).end();
        return query;
    }

    private static ByteBuf bytesOf(Announcement announcement) {
        ByteBuf message = Unpooled.buffer();
        announcement.write(message);
        return message;
    }

    private void receive(ByteBuf message, String from) {
        receive(message, new InetSocketAddress(from, Link.PORT));
    }

    private void receive(ByteBuf message, InetSocketAddress from) {
        channel.writeInbound(new DatagramPacket(message, new InetSocketAddress("224.0.0.251", Link.PORT), from));
    }

    private void pass(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    private void passInSteps(long millis) {
        for (long passed = 0; passed < millis; passed += 50) {
            pass(50);
        }
    }

    private List<DnsMessage> sent() {
        List<DnsMessage> messages = new ArrayList<>();
        for (DatagramPacket packet = channel.readOutbound(); packet != null; packet = channel.readOutbound()) {
            messages.add(DnsReader.read(packet.content()));
            packet.release();
        }
        return messages;
    }

    private static long questions(List<DnsMessage> messages) {
        return messages.stream().filter(message -> !message.response()).count();
    }
}
