package io.edgemesh.tunnel.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.StreamChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** One session on a connection in memory, of which a test is the remote; it leaves no buffer and no budget behind. */
abstract class SessionFixture {
    static final int WINDOW = YamuxConfig.INITIAL_WINDOW_BYTES;

    final Streams inbound = new Streams();
    final YamuxMemory memory = YamuxMemory.of(64 << 20, 64 << 20);
    final Gate gate = new Gate();
    YamuxSession session;
    EmbeddedChannel connection = connect(YamuxConfig.DEFAULT);

    @AfterEach
    void nothingIsLeft() {
        connection.finishAndReleaseAll();
        assertThat(memory.growth().used()).isZero();
        assertThat(memory.unread().used()).isZero();
    }

    EmbeddedChannel connect(YamuxConfig config) {
        session = new YamuxSession(true, config, memory, inbound);
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.config().setOption(ChannelOption.WRITE_BUFFER_HIGH_WATER_MARK, 64 * 1024);
        channel.pipeline().addLast(gate, session);
        assertThat(Wire.sent(channel)).containsExactly("PING SYN 1");
        return channel;
    }

    void reconnect(YamuxConfig config) {
        connection.finishAndReleaseAll();
        connection = connect(config);
    }

    StreamChannel open() {
        Future<StreamChannel> opened = session.open(new Recorder());
        connection.runPendingTasks();
        return opened.getNow();
    }

    void receive(String... frames) {
        for (String frame : frames) {
            connection.pipeline().fireChannelRead(Wire.frame(frame));
        }
        connection.pipeline().fireChannelReadComplete();
        connection.runPendingTasks();
    }

    void roundTrip(Duration duration) {
        connection.advanceTimeBy(duration.toMillis(), TimeUnit.MILLISECONDS);
        receive("PING ACK 1");
    }

    void advance(int seconds) {
        connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
    }

    int sentBytes() {
        return sum("DATA");
    }

    int sentUpdates() {
        return sum("WINDOW");
    }

    private int sum(String type) {
        return Wire.sent(connection).stream()
                .filter(frame -> frame.startsWith(type))
                .mapToInt(frame -> Integer.parseInt(frame.substring(frame.lastIndexOf(' ') + 1)))
                .sum();
    }

    static ByteBuf bytes(int length) {
        return Unpooled.buffer(length).writeZero(length);
    }

    /** A connection that takes nothing while it is shut. */
    static final class Gate extends ChannelOutboundHandlerAdapter {
        boolean shut;

        @Override
        public boolean isSharable() {
            return true; // a test that reconnects takes it along
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            if (!shut) {
                ctx.flush();
            }
        }

        void open(EmbeddedChannel channel) {
            shut = false;
            channel.flush();
            channel.runPendingTasks();
        }
    }
}
