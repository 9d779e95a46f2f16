package io.edgemesh.tunnel.dcutr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PunchCodecTest {
    private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/192.0.2.1/tcp/513");

    @Test
    void writesMessagesAsTheSpecificationLaysThemOut() {
        assertThat(hex(new PunchMessage.Connect(List.of(ADDRESS))))
                .isEqualTo("0864" + "1208" + "04c0000201" + "060201");
        assertThat(hex(new PunchMessage.Sync())).isEqualTo("08ac02");
    }

    @Test
    void readsWhatItWrites() {
        assertThat(read(hex(new PunchMessage.Connect(List.of(ADDRESS, ADDRESS)))))
                .isEqualTo(new PunchMessage.Connect(List.of(ADDRESS, ADDRESS)));
        assertThat(read(hex(new PunchMessage.Sync()))).isEqualTo(new PunchMessage.Sync());
    }

    @Test
    void leavesOutAddressesThatItDoesNotKnowAndThoseAfterMany() {
        var unknown = (PunchMessage.Connect) read("0864" + "1202ff7f" + "1208" + "04c0000201" + "060201");
        var many = (PunchMessage.Connect) read(hex(new PunchMessage.Connect(Collections.nCopies(100, ADDRESS))));

        assertThat(unknown.addresses()).containsExactly(ADDRESS);
        assertThat(many.addresses()).hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0801", "0864" + "12", "1208", "0a00"})
    void refusesWhatIsNoMessage(String hex) {
        assertThatThrownBy(() -> read(hex)).isInstanceOf(MalformedException.class);
    }

    @Property
    void nothingButMalformedExceptionEscapesWhateverArrives(@ForAll @Size(max = 64) byte[] bytes) {
        try {
            PunchCodec.read(Unpooled.wrappedBuffer(bytes));
        } catch (MalformedException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    private static PunchMessage read(String hex) {
        return PunchCodec.read(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    }

    private static String hex(PunchMessage message) {
        EmbeddedChannel channel = new EmbeddedChannel(new PunchCodec());
        channel.writeOutbound(message);
        ByteBuf written = channel.readOutbound();
        try {
            return ByteBufUtil.hexDump(written);
        } finally {
            written.release();
        }
    }
}
