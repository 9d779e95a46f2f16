package io.edgemesh.tunnel.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FramePayloadTest {
    /** Pooled buffers come back with other bytes: an empty write once put those of another stream into a frame. */
    @Test
    void aBufferThatWasEmptyWhenItWasWrittenIsNotLookedAtAgain() {
        EmbeddedChannel channel = new EmbeddedChannel();
        ChannelOutboundBuffer writes = channel.unsafe().outboundBuffer();
        FramePayload payload = new FramePayload();
        ByteBuf recycled = Unpooled.buffer();

        collect(payload, writes, channel, recycled.retain());
        FramePayload.remove(writes, 0);
        recycled.writeCharSequence("stale", StandardCharsets.US_ASCII);
        collect(payload, writes, channel, Unpooled.copiedBuffer("fresh", StandardCharsets.US_ASCII));
        ByteBuf frame = payload.toFrame(channel.alloc(), 0, 1);

        assertThat(frame.toString(FrameHeader.BYTES, 5, StandardCharsets.US_ASCII))
                .isEqualTo("fresh");
        frame.release();
        recycled.release();
        channel.finishAndReleaseAll();
    }

    private static void collect(
            FramePayload payload, ChannelOutboundBuffer writes, EmbeddedChannel channel, ByteBuf message) {
        writes.addMessage(message, message.readableBytes(), channel.newPromise());
        writes.addFlush();
        payload.collect(writes, 100);
    }
}
