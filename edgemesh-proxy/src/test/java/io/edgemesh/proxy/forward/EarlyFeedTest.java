package io.edgemesh.proxy.forward;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EarlyFeedTest {
    private final EarlyFeed feed = new EarlyFeed();
    private final Reads reads = new Reads();
    private final EmbeddedChannel client = new EmbeddedChannel();
    private final HeldWrites upstreamWrites = new HeldWrites();
    private final EmbeddedChannel upstream = new EmbeddedChannel(upstreamWrites);

    EarlyFeedTest() {
        client.config().setAutoRead(false);
        client.pipeline().addLast(reads, feed);
    }

    @AfterEach
    void close() {
        feed.data().discard();
        client.finishAndReleaseAll();
        upstreamWrites.release();
        upstream.finishAndReleaseAll();
    }

    private static final class Reads extends ChannelOutboundHandlerAdapter {
        private int count;

        @Override
        public void read(ChannelHandlerContext ctx) {
            count++;
        }
    }

    /** A connection whose peer takes nothing until the test says so. */
    private static final class HeldWrites extends ChannelOutboundHandlerAdapter {
        private final StringBuilder text = new StringBuilder();
        private final List<ChannelPromise> promises = new ArrayList<>();

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ByteBuf bytes = (ByteBuf) message;
            text.append(bytes.toString(US_ASCII));
            bytes.release();
            promises.add(promise);
        }

        private void release() {
            promises.forEach(ChannelPromise::trySuccess);
        }
    }

    private static ByteBuf bytes(int length) {
        return Unpooled.copiedBuffer("x".repeat(length), US_ASCII);
    }

    @Test
    void readsOnUntilThereIsEnough() {
        client.writeInbound(bytes(40_000));
        assertThat(reads.count).isEqualTo(2);

        client.writeInbound(bytes(40_000));

        assertThat(feed.data().isFull()).isTrue();
        assertThat(reads.count).isEqualTo(2);
    }

    /** Each byte comes in a buffer of its own, which has room for many. */
    @Test
    void isNotMadeToKeepBuffersWithoutEnd() {
        for (int i = 0; i < 1000; i++) {
            client.writeInbound(bytes(1));
        }

        assertThat(reads.count).isEqualTo(128);
    }

    @Test
    void readsNoMoreAfterTheEnd() {
        client.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        client.pipeline().fireChannelReadComplete();

        assertThat(reads.count).isEqualTo(1);
    }

    @Test
    void endsTheOutputOnlyWhenAllThatCameEarlyIsWritten() {
        client.writeInbound(bytes(3));
        client.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

        feed.data().passTo(upstream, 0);
        feed.join(client, upstream);
        upstream.runPendingTasks();
        assertThat(upstreamWrites.text).hasToString("xxx");
        assertThat(upstream.isOpen()).isTrue();
        upstreamWrites.release();
        upstream.runPendingTasks();

        assertThat(upstream.isOpen()).isFalse(); // it cannot end one direction alone
    }

    @Test
    void leavesTheClientJoined() {
        client.writeInbound(bytes(1));
        feed.data().passTo(upstream, 0);
        feed.join(client, upstream);

        client.writeInbound(bytes(2));

        assertThat(client.pipeline().get(EarlyFeed.class)).isNull();
        assertThat(upstreamWrites.text).hasToString("xxx");
    }

    @Test
    void closesAClientThatBreaks() {
        client.pipeline().fireExceptionCaught(new IOException("reset"));

        assertThat(client.isOpen()).isFalse();
    }
}
