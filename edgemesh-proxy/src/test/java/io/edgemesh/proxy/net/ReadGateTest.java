package io.edgemesh.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadGateTest {
    private final List<String> seen = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    ReadGateTest() {
        channel.config().setAutoRead(false);
        channel.pipeline().addLast(new ReadGate(), new Witness());
    }

    private final class Witness extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf buffer = (ByteBuf) message;
            seen.add("read " + buffer.readByte());
            buffer.release();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            seen.add("complete");
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            seen.add("event");
        }
    }

    private static ByteBuf bytes(int value) {
        return Unpooled.buffer(1).writeByte(value);
    }

    @Test
    void tellsNothingBeforeTheFirstReadAndAllOfItInOrderThen() {
        channel.pipeline().fireChannelRead(bytes(1));
        channel.pipeline().fireChannelRead(bytes(2));
        channel.pipeline().fireChannelReadComplete();
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(seen).isEmpty();

        channel.read();

        assertThat(seen).containsExactly("read 1", "read 2", "complete", "event");
    }

    @Test
    void leavesWithTheFirstRead() {
        channel.read();

        channel.pipeline().fireChannelRead(bytes(1));

        assertThat(channel.pipeline().get(ReadGate.class)).isNull();
        assertThat(seen).containsExactly("read 1");
    }

    @Test
    void releasesWhatNobodyHasRead() {
        ByteBuf unread = bytes(1);
        channel.pipeline().fireChannelRead(unread);

        channel.close();

        assertThat(unread.refCnt()).isZero();
        assertThat(seen).isEmpty();
    }

    @Test
    void closesAChannelThatBreaksBeforeAnybodyListens() {
        channel.pipeline().fireExceptionCaught(new IOException("reset"));

        assertThat(channel.isOpen()).isFalse();
    }
}
