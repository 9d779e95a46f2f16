package io.edgemesh.tunnel.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams whose frames keep messages apart. */
class KeptMessagesTest {
    private final YamuxMemory memory = YamuxMemory.of(64 << 20, 64 << 20);
    private final YamuxSession session = new YamuxSession(true, YamuxConfig.DEFAULT, memory, new Streams());
    private final EmbeddedChannel connection = new EmbeddedChannel();
    private final Lengths lengths = new Lengths();
    private YamuxStream stream;

    /** The length of each buffer that was read. */
    private static final class Lengths extends ChannelInboundHandlerAdapter {
        private final List<Integer> read = new ArrayList<>();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            read.add(((ByteBuf) message).readableBytes());
            ((ByteBuf) message).release();
        }
    }

    @BeforeEach
    void open() {
        connection.freezeTime();
        connection.pipeline().addLast(session);
        stream = (YamuxStream) session.open(lengths).getNow();
        stream.keepMessages();
        stream.writeAndFlush(Unpooled.EMPTY_BUFFER);
        assertThat(Wire.sent(connection)).contains("WINDOW SYN #1 0");
    }

    @AfterEach
    void nothingIsLeft() {
        connection.finishAndReleaseAll();
        assertThat(memory.unread().used()).isZero();
    }

    @Test
    void aFrameThatArrivesInPartsIsReadInOneBuffer() {
        ByteBuf frames = Unpooled.wrappedBuffer(
                Wire.frame("DATA ACK #1 500"), Wire.frame("DATA #1 7"), Wire.frame("DATA #1 900"));

        while (frames.isReadable()) {
            connection.writeInbound(Unpooled.copiedBuffer(frames.readSlice(Math.min(11, frames.readableBytes()))));
        }

        assertThat(lengths.read).containsExactly(500, 7, 900);
        frames.release();
    }

    @Test
    void messagesThatWaitAreNotJoined() {
        stream.config().setAutoRead(false);
        connection.writeInbound(Wire.frame("DATA ACK #1 5"), Wire.frame("DATA #1 6"), Wire.frame("DATA #1 7"));

        stream.config().setAutoRead(true);
        connection.runPendingTasks();

        assertThat(lengths.read).containsExactly(5, 6, 7);
    }

    @Test
    void tooManyMessagesThatNobodyReadsAreDropped() {
        stream.config().setAutoRead(false);
        connection.runPendingTasks();
        for (int i = 0; i < 10_000; i++) {
            connection.writeInbound(Wire.frame("DATA #1 1"));
        }
        assertThat(memory.unread().used()).isLessThanOrEqualTo(256);

        stream.config().setAutoRead(true);
        connection.runPendingTasks();

        assertThat(lengths.read).hasSizeBetween(256, 258);
        assertThat(stream.isOpen()).isTrue();
    }

    @Test
    void aMessageHalfArrivedIsReleasedWithTheStream() {
        connection.writeInbound(Wire.frame("DATA ACK #1 500").readSlice(100).retain());

        stream.close();

        assertThat(lengths.read).isEmpty();
    }

    @Test
    void eachWrittenBufferGoesInAFrameOfItsOwn() {
        stream.write(Unpooled.wrappedBuffer(new byte[5]));
        stream.write(Unpooled.wrappedBuffer(new byte[6]));
        stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[7]));

        assertThat(Wire.sent(connection)).containsExactly("DATA #1 5", "DATA #1 6", "DATA #1 7");
    }

    @Test
    void aMessageLongerThanTheWindowWaitsForAll() {
        int messages = YamuxConfig.INITIAL_WINDOW_BYTES / 4096;
        for (int i = 0; i < messages; i++) {
            stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[4000]));
        }
        Wire.sent(connection);
        int left = YamuxConfig.INITIAL_WINDOW_BYTES - messages * 4000;
        stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[left - 10]));
        Wire.sent(connection);

        stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[100]));
        assertThat(Wire.sent(connection)).isEmpty();
        connection.writeInbound(Wire.frame("WINDOW ACK #1 90"));

        assertThat(Wire.sent(connection)).containsExactly("DATA #1 100");
    }
}
