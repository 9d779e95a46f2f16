package io.edgemesh.tunnel.autonat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.fakes.EmbeddedStream;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialBackRequestTest {
    @Test
    void readsARequestAsTheSpecificationLaysItOut() {
        DialBackRequest request = read("0800" + "120c" + "0a0a" + "1208" + "04c0000201" + "060201");

        assertThat(request.peerId()).isNull();
        assertThat(request.addresses()).containsExactly(Multiaddr.parse("/ip4/192.0.2.1/tcp/513"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0800", "0801", "0800" + "1200", "0800" + "1204" + "0a02" + "0a00", "12"})
    void refusesWhatIsNoRequest(String hex) {
        assertThatThrownBy(() -> read(hex)).isInstanceOf(MalformedException.class);
    }

    @Property
    void nothingButMalformedExceptionEscapesWhateverArrives(@ForAll @Size(max = 64) byte[] bytes) {
        try {
            DialBackRequest.read(Unpooled.wrappedBuffer(bytes));
        } catch (MalformedException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Property
    void nothingButMalformedExceptionEscapesWhateverIsAnswered(@ForAll @Size(max = 64) byte[] bytes) {
        try {
            DialBackAnswer.read(Unpooled.wrappedBuffer(bytes));
        } catch (MalformedException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Test
    void aStreamWithNonsenseIsReset() {
        EmbeddedStream stream = new EmbeddedStream();
        DialBackHandler.install(stream, (request, answers) -> {});

        stream.writeInbound(Unpooled.wrappedBuffer(new byte[] {1, 8}));

        assertThat(stream.wasReset()).isTrue();
        stream.finishAndReleaseAll();
    }

    private static DialBackRequest read(String hex) {
        return DialBackRequest.read(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    }
}
