package io.edgemesh.tunnel.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.StreamResetException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Two sessions joined by a wire that is cut at random places, driven at random; beside each stream a model that knows only
 * what was written, whether it was ended and whether it was reset. Whatever happens, each reader has a prefix of what
 * was written, and in the end all of it, unless one side gave the stream up.
 */
class YamuxModelTest {
    private static final int STEPS = 120;

    /** That one write makes: each is a buffer, of which the leak detector keeps records. */
    private static final int MAX_FRAMES = 2000;

    @Property(tries = 150)
    void everyReaderGetsWhatWasWrittenHoweverTheWireIsCut(@ForAll long seed) {
        new World(seed).run();
    }

    private static final class World {
        final Random random;
        final YamuxMemory memory = YamuxMemory.of(64 << 20, 64 << 20);
        final Side dialler;
        final Side listener;
        final List<Flow> flows = new ArrayList<>();
        final int maxWriteBytes;

        World(long seed) {
            random = new Random(seed);
            int frameBytes = 1 + random.nextInt(70_000);
            maxWriteBytes = Math.min(400_000, MAX_FRAMES * frameBytes);
            YamuxConfig config = YamuxConfig.DEFAULT.withFrames(frameBytes).withStreams(100, 2 + random.nextInt(20));
            dialler = new Side(true, config, memory);
            listener = new Side(false, config, memory);
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                act();
                flows.forEach(Flow::checkPrefix);
            }
            finish();
            flows.forEach(Flow::checkEnd);
            assertThat(dialler.session.failure()).isNull();
            assertThat(listener.session.failure()).isNull();
            dialler.channel.finishAndReleaseAll();
            listener.channel.finishAndReleaseAll();
            assertThat(memory.unread().used()).isZero();
            assertThat(memory.growth().used()).isZero();
        }

        private void act() {
            switch (random.nextInt(10)) {
                case 0 -> open(random.nextBoolean() ? dialler : listener);
                case 1, 2, 3 -> anyFlow(flow -> flow.write(random, maxWriteBytes));
                case 4 -> anyFlow(flow -> flow.toggleRead(random));
                case 5 ->
                    anyFlow(flow -> {
                        if (random.nextInt(3) == 0) {
                            flow.end(random);
                        }
                    });
                case 6 ->
                    anyFlow(flow -> {
                        if (random.nextInt(8) == 0) {
                            flow.reset(random);
                        }
                    });
                default -> carry(random.nextInt(100_000));
            }
        }

        private void open(Side side) {
            Recorder opener = new Recorder();
            side.session.open(opener).addListener(opened -> {
                if (opened.isSuccess()) {
                    opener.channel.config().setOption(io.netty.channel.ChannelOption.ALLOW_HALF_CLOSURE, true);
                    Side other = side == dialler ? listener : dialler;
                    flows.add(new Flow(opener, other));
                }
            });
        }

        private void anyFlow(java.util.function.Consumer<Flow> action) {
            if (!flows.isEmpty()) {
                action.accept(flows.get(random.nextInt(flows.size())));
            }
        }

        /** Carries up to so many bytes each way. */
        private boolean carry(int limit) {
            boolean there = dialler.carryTo(listener, limit, random);
            boolean back = listener.carryTo(dialler, limit, random);
            return there || back;
        }

        private void finish() {
            flows.forEach(Flow::readAndEnd);
            boolean moved = true;
            while (moved) {
                moved = carry(1 << 20);
                flows.forEach(Flow::readAndEnd); // streams the other side learnt of meanwhile
            }
        }
    }

    /** One end of the connection, and the bytes it has sent that have not been carried. */
    private static final class Side {
        final Streams opened = new Streams();
        final YamuxSession session;
        final EmbeddedChannel channel = new EmbeddedChannel();
        final CompositeByteBuf wire = Unpooled.compositeBuffer(Integer.MAX_VALUE);

        Side(boolean initiator, YamuxConfig config, YamuxMemory memory) {
            session = new YamuxSession(initiator, config, memory, opened);
            channel.freezeTime();
            channel.pipeline().addLast(session);
        }

        boolean carryTo(Side other, int limit, Random random) {
            channel.runPendingTasks();
            for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
                wire.addComponent(true, part);
            }
            int length = Math.min(limit, wire.readableBytes());
            for (int left = length; left > 0; ) {
                int cut = Math.min(left, 1 + random.nextInt(random.nextBoolean() ? 20 : 50_000));
                other.channel.pipeline().fireChannelRead(Unpooled.copiedBuffer(wire.readSlice(cut)));
                left -= cut;
                if (random.nextInt(3) == 0 || left == 0) {
                    other.channel.pipeline().fireChannelReadComplete();
                }
            }
            other.channel.runPendingTasks();
            wire.discardReadComponents();
            return length > 0;
        }
    }

    /** What the model knows of a stream: both directions of it. */
    private static final class Flow {
        final Recorder opener;
        final Side acceptor;
        final ByteArrayOutputStream there = new ByteArrayOutputStream();
        final ByteArrayOutputStream back = new ByteArrayOutputStream();
        boolean reset;
        boolean spoken; // an opener that never wrote is never heard of

        Flow(Recorder opener, Side acceptor) {
            this.opener = opener;
            this.acceptor = acceptor;
        }

        Recorder accepted() {
            int id = ((YamuxStream) opener.channel).streamId();
            return acceptor.opened.opened.stream()
                    .filter(candidate -> id != 0 && ((YamuxStream) candidate.channel).streamId() == id)
                    .findFirst()
                    .orElse(null);
        }

        void write(Random random, int maxBytes) {
            byte[] bytes = new byte[random.nextInt(random.nextInt(4) == 0 ? maxBytes : 200)];
            random.nextBytes(bytes);
            boolean towards = random.nextBoolean() || accepted() == null;
            Recorder writer = towards ? opener : accepted();
            if (!writer.channel.isOutputShutdown()) {
                writer.channel
                        .writeAndFlush(Unpooled.wrappedBuffer(bytes))
                        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
                (towards ? there : back).writeBytes(bytes);
                spoken |= towards;
            }
        }

        void toggleRead(Random random) {
            StreamChannel channel = any(random);
            channel.config().setAutoRead(!channel.config().isAutoRead());
        }

        void end(Random random) {
            StreamChannel channel = any(random);
            if (channel.isOpen()) {
                channel.shutdownOutput();
                spoken |= channel == opener.channel;
            }
        }

        void reset(Random random) {
            StreamChannel channel = any(random);
            if (channel.isOpen()) {
                reset = true;
                channel.reset();
            }
        }

        void readAndEnd() {
            for (Recorder end : new Recorder[] {opener, accepted()}) {
                if (end != null && end.channel.isOpen()) {
                    end.channel.config().setAutoRead(true);
                    end.channel.shutdownOutput();
                }
            }
        }

        void checkPrefix() {
            Recorder accepted = accepted();
            if (accepted != null) {
                assertThat(startsWith(there.toByteArray(), accepted.received.toByteArray()))
                        .isTrue();
            }
            assertThat(startsWith(back.toByteArray(), opener.received.toByteArray()))
                    .isTrue();
        }

        void checkEnd() {
            Recorder accepted = accepted();
            assertThat(opener.channel.isOpen()).isFalse();
            if (reset) {
                assertThat(opener.failures).allMatch(StreamResetException.class::isInstance);
                return;
            }
            assertThat(accepted).isNotNull();
            assertThat(accepted.received.toByteArray()).isEqualTo(there.toByteArray());
            assertThat(opener.received.toByteArray()).isEqualTo(back.toByteArray());
            assertThat(opener.failures).isEmpty();
            assertThat(accepted.failures).isEmpty();
            assertThat(opener.inputEnded && accepted.inputEnded).isTrue();
        }

        private StreamChannel any(Random random) {
            Recorder accepted = accepted();
            return random.nextBoolean() || accepted == null ? opener.channel : accepted.channel;
        }

        private static boolean startsWith(byte[] whole, byte[] prefix) {
            return prefix.length <= whole.length
                    && java.util.Arrays.equals(whole, 0, prefix.length, prefix, 0, prefix.length);
        }
    }
}
