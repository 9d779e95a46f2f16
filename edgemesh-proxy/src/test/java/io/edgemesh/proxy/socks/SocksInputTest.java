package io.edgemesh.proxy.socks;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Laws of what a stranger may send. */
class SocksInputTest {
    @Property
    void aDatagramsHeaderReadsBackAsItWasWritten(
            @ForAll @AlphaChars @NumericChars @StringLength(min = 1, max = 255) String name,
            @ForAll @IntRange(max = 65_535) int port) {
        var destination = new SocksDatagram(name, port);
        ByteBuf header = destination.header(ByteBufAllocator.DEFAULT);
        try {
            assertThat(SocksDatagram.read(header)).isEqualTo(destination);
            assertThat(header.isReadable()).isFalse();
        } finally {
            header.release();
        }
    }

    @Property
    void noDatagramMakesTheReaderFail(@ForAll @Size(max = 300) byte[] bytes) {
        SocksDatagram read = SocksDatagram.read(Unpooled.wrappedBuffer(bytes));

        assertThat(read == null || read.host().length() <= 255).isTrue();
    }

    @Property
    void noDatagramWithALikelyStartMakesTheReaderFail(
            @ForAll @IntRange(max = 5) int type, @ForAll @Size(max = 30) byte[] rest) {
        ByteBuf datagram = Unpooled.buffer().writeZero(3).writeByte(type).writeBytes(rest);

        SocksDatagram read = SocksDatagram.read(datagram);

        assertThat(read == null || read.port() <= 65_535).isTrue();
    }
}
