package io.edgemesh.tunnel.yamux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
    private final List<String> heard = new ArrayList<>();

    @Test
    void refusesAnotherVersion() {
        assertThatThrownBy(() -> decode(Unpooled.wrappedBuffer(new byte[] {1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0})))
                .isInstanceOf(YamuxProtocolException.class)
                .hasMessage("yamux version 1 (expected: 0)");
    }

    @Test
    void refusesAnUnknownType() {
        assertThatThrownBy(() -> decode(Unpooled.wrappedBuffer(new byte[] {0, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0})))
                .isInstanceOf(YamuxProtocolException.class)
                .hasMessageContaining("type 4");
    }

    @Test
    void refusesDataForTheSessionItself() {
        assertThatThrownBy(() -> decode(Wire.frame("DATA #0 5")))
                .isInstanceOf(YamuxProtocolException.class)
                .hasMessageContaining("stream 0");
    }

    @Test
    void aLengthOfFourGigabytesIsHeardBeforeAnyOfItArrives() {
        decode(FrameHeader.write(Unpooled.buffer(), FrameHeader.DATA, 0, 7, -1));

        assertThat(heard).containsExactly("data #7 4294967295");
    }

    @Test
    void readsNothingMoreOnceStopped() {
        FrameDecoder decoder = new FrameDecoder(new Transcript());
        ByteBuf frame = Wire.frame("PING SYN 9");

        decoder.stop();
        decoder.decode(frame);

        assertThat(heard).isEmpty();
        frame.release();
    }

    @Property(tries = 300)
    void cuttingTheStreamElsewhereYieldsTheSameFrames(
            @ForAll("frames") List<String> frames,
            @ForAll @Size(max = 40) List<@IntRange(min = 1, max = 60) Integer> cuts) {
        heard.clear(); // jqwik tries again on the same instance
        ByteBuf whole = Unpooled.buffer();
        frames.forEach(frame -> whole.writeBytes(Wire.frame(frame)));
        decode(whole.copy());
        List<String> expected = List.copyOf(heard);
        heard.clear();

        FrameDecoder decoder = new FrameDecoder(new Transcript());
        for (int i = 0; whole.isReadable(); i++) {
            int cut = i < cuts.size() ? cuts.get(i) : whole.readableBytes();
            decoder.decode(whole.readSlice(Math.min(cut, whole.readableBytes())));
        }

        assertThat(joined(heard)).isEqualTo(joined(expected));
    }

    @Property(tries = 1000)
    void anyBytesAreReadOrRefused(@ForAll @Size(max = 200) byte[] bytes) {
        try {
            decode(Unpooled.wrappedBuffer(bytes));
        } catch (YamuxProtocolException refused) {
            assertThat(refused).hasMessageStartingWith("yamux");
        }
    }

    @Provide
    Arbitrary<List<String>> frames() {
        Arbitrary<String> data = Combinators.combine(
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.integers().between(0, 50))
                .as((id, length) -> "DATA #" + id + ' ' + length);
        Arbitrary<String> update = Arbitraries.integers().between(0, 1 << 30).map(delta -> "WINDOW ACK #3 " + delta);
        Arbitrary<String> ping = Arbitraries.integers().map(opaque -> "PING SYN " + Integer.toUnsignedString(opaque));
        return Arbitraries.oneOf(data, update, ping, Arbitraries.just("GOAWAY 2"))
                .list()
                .ofMaxSize(12);
    }

    private void decode(ByteBuf bytes) {
        try {
            new FrameDecoder(new Transcript()).decode(bytes);
        } finally {
            bytes.release();
        }
    }

    /** Parts of one payload count together. */
    private static String joined(List<String> events) {
        StringBuilder text = new StringBuilder();
        int payload = 0;
        for (String event : events) {
            if (event.startsWith("part ")) {
                payload += Integer.parseInt(event.substring(5));
            } else {
                text.append(payload).append('|').append(event).append('|');
                payload = 0;
            }
        }
        return text.append(payload).toString();
    }

    private final class Transcript implements FrameDecoder.Listener {
        @Override
        public void onData(int flags, int streamId, long length) {
            heard.add("data #" + streamId + ' ' + length);
        }

        @Override
        public void onDataPart(ByteBuf part) {
            heard.add("part " + part.readableBytes());
            part.release();
        }

        @Override
        public void onDataEnd() {
            heard.add("end");
        }

        @Override
        public void onWindowUpdate(int flags, int streamId, long delta) {
            heard.add("update #" + streamId + ' ' + delta);
        }

        @Override
        public void onPing(int flags, int opaque) {
            heard.add("ping " + opaque);
        }

        @Override
        public void onGoAway(long code) {
            heard.add("goaway " + code);
        }
    }
}
