package io.edgemesh.tunnel.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitCodecTest {
    private static final String ID = "1220" + "ab".repeat(32);
    private static final PeerId PEER = PeerId.from(ByteBufUtil.decodeHexDump(ID));

    @Test
    void writesTheMessagesOfTheHopProtocolAsTheSpecificationLaysThemOut() {
        assertThat(hex(new HopMessage.Reserve())).isEqualTo("0800");
        assertThat(hex(new HopMessage.Connect(PEER))).isEqualTo("0801" + "1224" + "0a22" + ID);
        assertThat(hex(HopMessage.Status.of(RelayStatus.NO_RESERVATION))).isEqualTo("0802" + "28cc01");
        assertThat(hex(new HopMessage.Status(RelayStatus.OK, null, new CircuitLimit(Duration.ofMinutes(2), 1 << 17))))
                .isEqualTo("0802" + "2206" + "0878" + "10808008" + "2864");
    }

    @Test
    void writesTheMessagesOfTheStopProtocolAsTheSpecificationLaysThemOut() {
        assertThat(hex(new StopMessage.Connect(PEER, CircuitLimit.NONE))).isEqualTo("0800" + "1224" + "0a22" + ID);
        assertThat(hex(new StopMessage.Status(RelayStatus.OK))).isEqualTo("0801" + "2064");
    }

    @Test
    void readsAReservation() {
        Reservation granted = new Reservation(
                Instant.ofEpochSecond(1_700_000_000),
                List.of(Multiaddr.parse("/ip4/192.0.2.1/tcp/20006/p2p/" + PEER)),
                new byte[] {1, 2, 3},
                CircuitLimit.NONE);

        var status = (HopMessage.Status) hop(hex(new HopMessage.Status(RelayStatus.OK, granted, CircuitLimit.NONE)));

        assertThat(status.reservation()).usingRecursiveComparison().isEqualTo(granted);
    }

    @Test
    void leavesOutRelayAddressesOfUnknownKinds() {
        var status = (HopMessage.Status) hop("0802" + "1a0a" + "0801" + "1202ff7f" + "12020102" + "2864");

        assertThat(status.reservation()).isNotNull();
        assertThat(status.reservation().addresses()).isEmpty();
    }

    @Test
    void takesAStatusThatNobodyHasSpecifiedForAnAnswerThatSaysNothing() {
        assertThat(hop("0802" + "28e707")).isEqualTo(HopMessage.Status.of(RelayStatus.UNUSED));
        assertThat(stop("0801")).isEqualTo(new StopMessage.Status(RelayStatus.UNUSED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // no type
                "0803", // a type that does not exist
                "0801", // a circuit to nobody
                "0801" + "1200",
                "0801" + "12040a020102", // not a peer id
                "0a00", // a type that is not a number
                "0802" + "1a0b" + "08ffffffffffffffffff01", // expires in the past of all clocks
                "0802" + "1a02" + "0805" + "1a", // cut off
            })
    void refusesWhatIsNoHopMessage(String hex) {
        assertThatThrownBy(() -> hop(hex)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0802", "0800", "0800" + "1200", "08"})
    void refusesWhatIsNoStopMessage(String hex) {
        assertThatThrownBy(() -> stop(hex)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @EnumSource(RelayStatus.class)
    void keepsEveryStatus(RelayStatus status) {
        assertThat(hop(hex(HopMessage.Status.of(status)))).isEqualTo(HopMessage.Status.of(status));
        assertThat(stop(hex(new StopMessage.Status(status)))).isEqualTo(new StopMessage.Status(status));
    }

    @Property(tries = 200)
    void keepsEveryCircuitOffer(
            @ForAll @LongRange(max = 0xffff_ffffL) long seconds, @ForAll @LongRange(min = 0) long bytes) {
        StopMessage offer = new StopMessage.Connect(PEER, new CircuitLimit(Duration.ofSeconds(seconds), bytes));

        assertThat(stop(hex(offer))).isEqualTo(offer);
    }

    @Property
    void nothingButMalformedExceptionEscapesWhateverArrives(@ForAll @Size(max = 64) byte[] bytes) {
        readOrRefuse(() -> new HopCodec().read(Unpooled.wrappedBuffer(bytes)));
        readOrRefuse(() -> new StopCodec().read(Unpooled.wrappedBuffer(bytes)));
    }

    @Property
    void nothingButMalformedExceptionEscapesFromADamagedMessage(
            @ForAll @IntRange(max = 200) int index, @ForAll byte value, @ForAll @IntRange(max = 200) int length) {
        Reservation reservation = new Reservation(
                Instant.EPOCH,
                List.of(Multiaddr.parse("/ip4/192.0.2.1/tcp/1/p2p/" + PEER)),
                new byte[9],
                CircuitLimit.NONE);
        byte[] bytes = ByteBufUtil.decodeHexDump(
                hex(new HopMessage.Status(RelayStatus.OK, reservation, new CircuitLimit(Duration.ofSeconds(1), 1))));
        bytes[index % bytes.length] = value;

        readOrRefuse(() -> new HopCodec().read(Unpooled.wrappedBuffer(bytes, 0, Math.min(length, bytes.length))));
    }

    private static void readOrRefuse(Runnable read) {
        try {
            read.run();
        } catch (MalformedException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    private static String hex(HopMessage message) {
        ByteBuf out = Unpooled.buffer();
        new HopCodec().write(message, new ProtoWriter(out));
        return ByteBufUtil.hexDump(out);
    }

    private static String hex(StopMessage message) {
        ByteBuf out = Unpooled.buffer();
        new StopCodec().write(message, new ProtoWriter(out));
        return ByteBufUtil.hexDump(out);
    }

    private static HopMessage hop(String hex) {
        return new HopCodec().read(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    }

    private static StopMessage stop(String hex) {
        return new StopCodec().read(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    }
}
