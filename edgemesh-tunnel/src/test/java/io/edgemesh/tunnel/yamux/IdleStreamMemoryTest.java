package io.edgemesh.tunnel.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class IdleStreamMemoryTest {
    private static final int STREAMS = 10_000;

    @Test
    void anIdleStreamTakesLessThanFourKilobytesOfHeap() {
        EmbeddedChannel connection = new EmbeddedChannel(
                new YamuxSession(false, YamuxConfig.DEFAULT, YamuxMemory.of(0, 1 << 20), new Acceptor()));
        open(connection, 1, 100); // classes, caches
        long before = usedHeap();

        open(connection, 101, STREAMS);

        long perStream = (usedHeap() - before) / STREAMS;
        System.out.println("heap per idle stream: " + perStream + " bytes");
        assertThat(perStream).isLessThan(4096);
        connection.finishAndReleaseAll();
    }

    private static void open(EmbeddedChannel connection, int first, int count) {
        for (int i = 0; i < count; i++) {
            connection.pipeline().fireChannelRead(Wire.frame("DATA SYN #" + (2 * (first + i) - 1) + " 10"));
            connection.pipeline().fireChannelReadComplete();
        }
        connection.runPendingTasks();
        connection.releaseOutbound();
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @ChannelHandler.Sharable
    private static final class Acceptor extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new ChannelHandlerAdapter() {});
        }
    }
}
