package io.edgemesh.api.dial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a socket does not show: order, handlers that are still in the pipeline, channels without half-close. */
class ForwarderChannelsTest {
    private final EmbeddedChannel a = new EmbeddedChannel();
    private final EmbeddedChannel b = new EmbeddedChannel();

    @Test
    void readsChannelsThatArriveWithAutoReadOff() {
        a.config().setAutoRead(false);
        b.config().setAutoRead(false);

        Forwarder.join(a, b);

        assertThat(a.config().isAutoRead()).isTrue();
        assertThat(b.config().isAutoRead()).isTrue();
    }

    @Test
    void doesNotReadWhileTheOtherSideIsUnwritableFromTheStart() {
        a.config().setAutoRead(false);
        setWritable(b, false);

        Forwarder.join(a, b);
        assertThat(a.config().isAutoRead()).isFalse();

        setWritable(b, true);
        assertThat(a.config().isAutoRead()).isTrue();
    }

    @Test
    void pausesAndResumesWithTheOtherSidesWritability() {
        Forwarder.join(a, b);
        setWritable(b, false);

        a.writeInbound(text("x"));
        assertThat(a.config().isAutoRead()).isFalse();

        setWritable(b, true);
        assertThat(a.config().isAutoRead()).isTrue();
        release(b);
    }

    @Test
    void handsMessagesOverAsTheyAre() {
        Forwarder.join(a, b);
        ByteBuf message = text("datagram");

        a.writeInbound(message);

        ByteBuf sent = b.readOutbound();
        assertThat(sent).isSameAs(message);
        sent.release();
    }

    @Test
    void flushesOnlyWhenTheReadIsComplete() {
        Forwarder.join(a, b);

        a.pipeline().fireChannelRead(text("x"));
        assertThat(b.outboundMessages()).isEmpty();

        a.pipeline().fireChannelReadComplete();
        assertThat(b.outboundMessages()).hasSize(1);
        release(b);
    }

    @Test
    void takesWhatARemovedDecoderStillHolds() {
        var decoder = new HoldingDecoder();
        a.pipeline().addLast(decoder);
        a.writeInbound(text("held"));
        Forwarder.join(a, b);

        a.pipeline().remove(decoder);

        ByteBuf sent = b.readOutbound();
        assertThat(sent.toString(UTF_8)).isEqualTo("held");
        sent.release();
    }

    @Test
    void closesAChannelThatCannotHalfClose() {
        Forwarder.join(a, b);

        a.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

        assertThat(b.isOpen()).isFalse();
    }

    @Test
    void aClosedChannelWithoutHalfCloseEndsInOrder() {
        var config = new LingerConfig();
        Forwarder.join(a, config.channel);

        a.close();

        assertThat(config.channel.isOpen()).isFalse();
        assertThat(config.linger).isEqualTo(-1);
    }

    @Test
    void anExceptionResetsTheOtherSide() {
        var config = new LingerConfig();
        Forwarder.join(a, config.channel);

        a.pipeline().fireExceptionCaught(new IOException("broken"));

        assertThat(a.isOpen()).isFalse();
        assertThat(config.channel.isOpen()).isFalse();
        assertThat(config.linger).isZero();
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, UTF_8);
    }

    private static void setWritable(EmbeddedChannel channel, boolean writable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
        channel.runPendingTasks();
    }

    private static void release(EmbeddedChannel channel) {
        channel.releaseOutbound();
    }

    /** A channel that knows SO_LINGER, as a stream of a tunnel may. */
    private static final class LingerConfig {
        int linger = -1;
        final EmbeddedChannel channel = new EmbeddedChannel() {
            private final DefaultChannelConfig config = new DefaultChannelConfig(this) {
                @Override
                public <T> boolean setOption(ChannelOption<T> option, T value) {
                    if (option == ChannelOption.SO_LINGER) {
                        linger = (Integer) value;
                        return true;
                    }
                    return super.setOption(option, value);
                }
            };

            @Override
            public DefaultChannelConfig config() {
                return config == null ? (DefaultChannelConfig) super.config() : config;
            }
        };
    }
}
