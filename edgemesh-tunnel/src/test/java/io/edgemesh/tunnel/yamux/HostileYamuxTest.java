package io.edgemesh.tunnel.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.StreamChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * A session against a remote that sends what it likes: frames of every type, flag and length, for streams that are and
 * streams that are not, cut anywhere, while this side opens, writes, reads, ends and resets.
 */
class HostileYamuxTest {
    private static final int STEPS = 200;
    private static final int MAX_UNREAD = 300_000;
    private static final int MAX_GROWTH = 1 << 20;
    private static final int MAX_STREAMS = 20;

    @Property(tries = 300)
    void nothingEscapesAndNoLimitIsPassed(@ForAll long seed) {
        new Siege(seed).run();
    }

    private static final class Siege {
        private final Random random;
        private final YamuxMemory memory = YamuxMemory.of(MAX_GROWTH, MAX_UNREAD);
        private final Streams inbound = new Streams();
        private final List<StreamChannel> ours = new ArrayList<>();
        private final YamuxSession session;
        private final EmbeddedChannel channel = new EmbeddedChannel();

        Siege(long seed) {
            random = new Random(seed);
            inbound.autoRead = random.nextBoolean();
            YamuxConfig config = YamuxConfig.DEFAULT
                    .withStreams(MAX_STREAMS, 5)
                    .withWindows(YamuxConfig.INITIAL_WINDOW_BYTES * 4, MAX_GROWTH, MAX_UNREAD);
            session = new YamuxSession(random.nextBoolean(), config, memory, inbound);
            channel.freezeTime();
            channel.pipeline().addLast(session);
        }

        void run() {
            for (int step = 0; step < STEPS && channel.isOpen(); step++) {
                if (random.nextInt(4) == 0) {
                    act();
                } else {
                    attack();
                }
                channel.runPendingTasks();
                channel.releaseOutbound();
                assertThat(memory.unread().used()).isBetween(0L, (long) MAX_UNREAD);
                assertThat(memory.growth().used()).isBetween(0L, (long) MAX_GROWTH);
                assertThat(session.streamCount()).isLessThanOrEqualTo(MAX_STREAMS);
            }
            if (!channel.isOpen()) {
                assertThat(session.failure()).isInstanceOfAny(YamuxProtocolException.class, GoAwayException.class);
            }
            channel.finishAndReleaseAll();
            assertThat(memory.unread().used()).isZero();
            assertThat(memory.growth().used()).isZero();
        }

        private void attack() {
            ByteBuf frames = Unpooled.buffer();
            for (int i = random.nextInt(4); i >= 0; i--) {
                frame(frames);
            }
            while (frames.isReadable() && channel.isOpen()) {
                int cut = Math.min(frames.readableBytes(), 1 + random.nextInt(random.nextBoolean() ? 15 : 70_000));
                channel.pipeline().fireChannelRead(Unpooled.copiedBuffer(frames.readSlice(cut)));
                if (random.nextBoolean()) {
                    channel.pipeline().fireChannelReadComplete();
                }
            }
            channel.pipeline().fireChannelReadComplete();
        }

        /** Mostly what a session takes, for else it would end at once and nothing behind that would be seen. */
        private void frame(ByteBuf out) {
            boolean wild = random.nextInt(100) == 0;
            int type = wild ? random.nextInt(256) : random.nextInt(3);
            int flags =
                    wild ? random.nextInt(65_536) : random.nextInt(10) == 0 ? random.nextInt(16) : random.nextInt(2);
            int streamId = type == FrameHeader.PING ? 0 : 1 + random.nextInt(wild ? Integer.MAX_VALUE : 40);
            int length = wild ? random.nextInt() : random.nextInt(random.nextBoolean() ? 100 : 60_000);
            FrameHeader.write(out, type, flags, streamId, length);
            if (type == FrameHeader.DATA) {
                out.writeZero(Math.min(Math.max(length, 0), 100_000));
            }
        }

        private void act() {
            switch (random.nextInt(6)) {
                case 0 -> open();
                case 1 ->
                    any(stream -> stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[random.nextInt(100_000)])));
                case 2 -> any(stream -> stream.config().setAutoRead(random.nextBoolean()));
                case 3 -> any(StreamChannel::shutdownOutput);
                case 4 -> any(StreamChannel::reset);
                default -> {
                    channel.advanceTimeBy(random.nextInt(3), TimeUnit.SECONDS);
                    channel.runScheduledPendingTasks();
                }
            }
        }

        private void open() {
            Recorder recorder = new Recorder();
            session.open(recorder).addListener(opened -> {
                if (opened.isSuccess()) {
                    ours.add(recorder.channel);
                    if (random.nextInt(4) == 0) {
                        recorder.channel.keepMessages();
                    }
                }
            });
        }

        private void any(Consumer<StreamChannel> action) {
            List<StreamChannel> all = new ArrayList<>(ours);
            inbound.opened.forEach(recorder -> all.add(recorder.channel));
            if (!all.isEmpty()) {
                action.accept(all.get(random.nextInt(all.size())));
            }
        }
    }
}
