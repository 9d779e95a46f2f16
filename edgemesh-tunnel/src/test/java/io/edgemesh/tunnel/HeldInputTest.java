package io.edgemesh.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldInputTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Object> seen = new ArrayList<>();

    private void hold() {
        channel.config().setAutoRead(false);
        channel.pipeline().addLast(new HeldInput());
    }

    private void readOn() {
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                seen.add(message);
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                seen.add(event);
            }
        });
        channel.config().setAutoRead(true);
    }

    @Test
    void passesOnInOrderWhatCameBeforeAnybodyRead() {
        hold();
        channel.writeInbound("first");
        channel.writeInbound("second");
        assertThat(channel.<Object>readInbound()).isNull();

        readOn();
        channel.writeInbound("third");

        assertThat(seen).containsExactly("first", "second", "third");
        assertThat(channel.pipeline().get(HeldInput.class)).isNull();
    }

    @Test
    void passesOnTheEndAfterEverythingElse() {
        hold();
        channel.writeInbound("last words");
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

        readOn();

        assertThat(seen).containsExactly("last words", ChannelInputShutdownEvent.INSTANCE);
    }

    @Test
    void releasesWhatNobodyReads() {
        ByteBuf unread = Unpooled.buffer().writeByte(1);
        hold();
        channel.writeInbound(unread);

        channel.close();

        assertThat(unread.refCnt()).isZero();
    }
}
