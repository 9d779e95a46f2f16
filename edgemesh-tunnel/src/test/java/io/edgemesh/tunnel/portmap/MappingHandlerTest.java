package io.edgemesh.tunnel.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MappingHandlerTest {
    private static final InetSocketAddress GATEWAY = new InetSocketAddress("192.168.1.1", NatPmp.PORT);
    private static final InetSocketAddress SELF = new InetSocketAddress("192.168.1.7", 40_000);
    private static final Multiaddr TCP = Multiaddr.parse("/ip4/0.0.0.0/tcp/20006");
    private static final Multiaddr QUIC = Multiaddr.parse("/ip4/0.0.0.0/udp/20006/quic-v1");

    private static final String ASK_ADDRESS = "0000";
    private static final String ASK_TCP = "0002" + "0000" + "4e26" + "4e26" + "00000e10";
    private static final String ASK_UDP = "0001" + "0000" + "4e26" + "4e26" + "00000e10";
    private static final String OUTSIDE = "0080" + "0000" + "00000001" + "c6336407";
    private static final String TCP_MAPPED = "0082" + "0000" + "00000001" + "4e26" + "7530" + "00000e10";
    private static final String UDP_MAPPED = "0081" + "0000" + "00000001" + "4e26" + "7531" + "00000e10";

    private final List<List<Multiaddr>> outcomes = new ArrayList<>();
    private EmbeddedChannel channel = new EmbeddedChannel();

    @AfterEach
    @AfterTry
    void close() {
        channel.finishAndReleaseAll();
    }

    private void start(Multiaddr... listening) {
        channel = new EmbeddedChannel();
        channel.freezeTime();
        List<ListeningPort> ports = ListeningPort.among(List.of(listening));
        channel.pipeline().addLast(new MappingHandler(GATEWAY, ports, new Random(1), outcomes::add));
        channel.pipeline().fireChannelActive();
    }

    @Test
    void asksForTheAddressAndThenForThePort() {
        start(TCP);

        assertThat(sent()).containsExactly(ASK_ADDRESS);
        receive(OUTSIDE);
        assertThat(sent()).containsExactly(ASK_TCP);
        receive(TCP_MAPPED);

        assertThat(outcomes).containsExactly(List.of(Multiaddr.parse("/ip4/198.51.100.7/tcp/30000")));
    }

    @Test
    void mapsTcpAndUdp() {
        start(TCP, QUIC);

        receive(OUTSIDE);
        receive(TCP_MAPPED);
        assertThat(sent()).containsExactly(ASK_ADDRESS, ASK_TCP, ASK_UDP);
        receive(UDP_MAPPED);

        assertThat(outcomes)
                .containsExactly(List.of(
                        Multiaddr.parse("/ip4/198.51.100.7/tcp/30000"),
                        Multiaddr.parse("/ip4/198.51.100.7/udp/30001/quic-v1")));
    }

    @Test
    void renewsAtAboutHalfOfTheTime() {
        start(TCP);
        receive(OUTSIDE);
        receive(TCP_MAPPED);
        sent();

        pass(1349);
        assertThat(sent()).isEmpty();
        pass(452);

        assertThat(sent()).isNotEmpty().containsOnly(ASK_ADDRESS);
    }

    @Test
    void asksAGatewayThatIsSilentAFewTimesAndThenRarely() {
        start(TCP);

        pass(60);
        assertThat(sent()).hasSize(MappingHandler.ATTEMPTS).containsOnly(ASK_ADDRESS);
        assertThat(outcomes).containsExactly(List.of());
        pass(MappingHandler.REST_SECONDS);

        assertThat(sent()).isNotEmpty().containsOnly(ASK_ADDRESS);
    }

    @Test
    void aRefusalIsNoFailure() {
        start(TCP);

        receive("0080" + "0002" + "00000001" + "00000000");

        assertThat(outcomes).containsExactly(List.of());
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void aGatewayThatHasNoAddressItselfIsOfNoUse() {
        start(TCP);

        receive("0080" + "0000" + "00000001" + "00000000");

        assertThat(outcomes).containsExactly(List.of());
    }

    @Test
    void anAnswerForAnotherPortIsPassedOver() {
        start(TCP);
        receive(OUTSIDE);

        receive("0082" + "0000" + "00000001" + "4e27" + "7530" + "00000e10");

        assertThat(outcomes).isEmpty();
    }

    @Test
    void onlyTheGatewayIsHeard() {
        start(TCP);

        receive(OUTSIDE, new InetSocketAddress("192.168.1.9", NatPmp.PORT));
        receive(OUTSIDE, new InetSocketAddress("192.168.1.1", 9));

        assertThat(sent()).containsExactly(ASK_ADDRESS);
    }

    @Test
    void aShortLifetimeDoesNotMakeItAskWithoutPause() {
        start(TCP);
        receive(OUTSIDE);
        receive("0082" + "0000" + "00000001" + "4e26" + "7530" + "00000001");
        sent();

        pass(20);

        assertThat(sent()).isEmpty();
    }

    @Test
    void endsTheMappingWhenItLeaves() {
        start(TCP);
        receive(OUTSIDE);
        receive(TCP_MAPPED);
        sent();

        MappingHandler handler = channel.pipeline().get(MappingHandler.class);
        handler.leave(channel.pipeline().context(handler));

        assertThat(sent()).containsExactly("0002" + "0000" + "4e26" + "0000" + "00000000");
        assertThat(channel.isOpen()).isFalse();
    }

    @Property(tries = 500)
    void whateverTheGatewaySaysTheNodeGoesOn(@ForAll @Size(max = 6) List<@Size(max = 24) byte[]> answers) {
        start(TCP, QUIC);

        answers.forEach(answer -> receive(ByteBufUtil.hexDump(answer)));
        receive(OUTSIDE);
        answers.forEach(answer -> receive("0082" + ByteBufUtil.hexDump(answer)));

        assertThat(channel.isOpen()).isTrue();
        assertThat(sent()).hasSizeLessThan(20);
    }

    private void receive(String hex) {
        receive(hex, GATEWAY);
    }

    private void receive(String hex, InetSocketAddress from) {
        ByteBuf content = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
        channel.writeInbound(new DatagramPacket(content, SELF, from));
    }

    private void pass(long seconds) {
        for (long i = 0; i < 4 * seconds; i++) {
            channel.advanceTimeBy(250, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    private List<String> sent() {
        List<String> messages = new ArrayList<>();
        for (DatagramPacket packet = channel.readOutbound(); packet != null; packet = channel.readOutbound()) {
            assertThat(packet.recipient()).isEqualTo(GATEWAY);
            messages.add(ByteBufUtil.hexDump(packet.content()));
            packet.release();
        }
        return messages;
    }
}
