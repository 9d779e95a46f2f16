package io.edgemesh.tunnel.mdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DnsReaderTest {
    private static final String SERVICE = "EDGEMESH_PLAYGOUND.local";
    private static final String HEADER = "0000 8400 0000 0001 0000 0000";

    @Test
    void readsWhatTheWriterWrites() {
        ByteBuf out = Unpooled.buffer();
        new DnsWriter(out, 0x8400)
                .pointer(1, SERVICE, 120, "node." + SERVICE)
                .service(3, "node." + SERVICE, 120, 4001, "node.local")
                .text(3, "node." + SERVICE, 120, List.of("a=1", "b=2"))
                .address(3, "node.local", 120, new byte[] {10, 0, 0, 1})
                .end();

        DnsMessage message = DnsReader.read(out);

        assertThat(message.response()).isTrue();
        assertThat(message.records())
                .containsExactly(
                        new DnsRecord.Pointer(SERVICE, 120, "node." + SERVICE),
                        new DnsRecord.Text("node." + SERVICE, 120, List.of("a=1", "b=2")));
    }

    @Test
    void aNameIsWrittenOnce() {
        ByteBuf once = Unpooled.buffer();
        new DnsWriter(once, 0).question(SERVICE, DnsRecord.PTR).end();
        ByteBuf twice = Unpooled.buffer();
        new DnsWriter(twice, 0)
                .question(SERVICE, DnsRecord.PTR)
                .question(SERVICE, DnsRecord.ANY)
                .end();

        assertThat(twice.readableBytes() - once.readableBytes()).isEqualTo(6);
        assertThat(DnsReader.read(twice).questions())
                .extracting(DnsMessage.Question::name)
                .containsExactly(SERVICE, SERVICE);
    }

    @Test
    void refusesANameThatPointsToItself() {
        ByteBuf message = hex(HEADER + "c00c 000c 0001 00000078 0000");

        assertThatThrownBy(() -> DnsReader.read(message))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("pieces");
    }

    @Test
    void refusesARecordThatClaimsMoreThanThereIs() {
        ByteBuf message = hex(HEADER + "00 0010 0001 00000078 ffff 05");

        assertThatThrownBy(() -> DnsReader.read(message))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("cut off");
    }

    @Test
    void refusesAStringThatGoesBeyondItsRecord() {
        ByteBuf message = hex(HEADER + "00 0010 0001 00000078 0002 0541 4141414141");

        assertThatThrownBy(() -> DnsReader.read(message))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("string");
    }

    @Test
    void refusesMoreEntriesThanAnybodyNeeds() {
        ByteBuf message = hex("0000 0000 ffff ffff ffff ffff");

        assertThatThrownBy(() -> DnsReader.read(message))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("entries");
    }

    @Property
    void noBytesDoOtherThanBeReadOrRefused(@ForAll @Size(max = 600) byte[] bytes) {
        readOrRefuse(Unpooled.wrappedBuffer(bytes));
    }

    /** Closer to a message than noise is. */
    @Property
    void aDamagedMessageIsReadOrRefused(
            @ForAll @IntRange(max = 400) int position, @ForAll byte value, @ForAll @IntRange(max = 400) int length) {
        ByteBuf message = Unpooled.buffer();
        new DnsWriter(message, 0x8400)
                .pointer(1, SERVICE, 120, "node." + SERVICE)
                .text(3, "node." + SERVICE, 120, List.of("dnsaddr=/ip4/10.0.0.1/tcp/1"))
                .end();
        message.setByte(position % message.readableBytes(), value);

        readOrRefuse(message.slice(0, Math.min(length, message.readableBytes())));
    }

    private static void readOrRefuse(ByteBuf bytes) {
        int size = bytes.readableBytes();
        try {
            DnsMessage message = DnsReader.read(bytes);
            assertThat(message.records().size() + message.questions().size()).isLessThanOrEqualTo(size);
            assertThat(message.records())
                    .allSatisfy(record -> assertThat(record.name()).hasSizeLessThanOrEqualTo(2 * DnsReader.MAX_NAME));
        } catch (MalformedException expected) {
            assertThat(expected).hasMessageContaining("DNS");
        }
    }

    private static ByteBuf hex(String text) {
        return Unpooled.wrappedBuffer(java.util.HexFormat.of().parseHex(text.replace(" ", "")));
    }
}
