package io.edgemesh.tunnel.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.MemoryBudget;
import org.junit.jupiter.api.Test;

class UnreadBytesTest {
    private static final int PAYLOAD = 1_000;

    private final MemoryBudget all = MemoryBudget.of(1_000_000);
    private final FakeTraffic traffic = new FakeTraffic();
    private final UnreadBytes unread = new UnreadBytes(traffic, all.share(100_000));

    @Test
    void isWhatArrivedAndWasNotDelivered() {
        traffic.behind = true;
        traffic.arrive(50, PAYLOAD);
        traffic.delivered = 20 * PAYLOAD;

        unread.measure();

        assertThat(unread.guess()).isEqualTo(30 * PAYLOAD);
        assertThat(unread.reserve()).isTrue();
        assertThat(all.used()).isEqualTo(30 * PAYLOAD);
    }

    @Test
    void givesBackWhatWasReadSince() {
        traffic.behind = true;
        traffic.arrive(50, PAYLOAD);
        unread.measure();
        unread.reserve();
        traffic.delivered = 40 * PAYLOAD;

        unread.measure();

        assertThat(all.used()).isEqualTo(10 * PAYLOAD);
    }

    @Test
    void forgetsItsErrorsWhileAllIsRead() {
        traffic.arrive(30, PAYLOAD); // were reset by the peer, say
        unread.measure();
        assertThat(unread.guess()).isEqualTo(30 * PAYLOAD);
        traffic.arrive(1_000, PAYLOAD);
        traffic.delivered = 1_000 * PAYLOAD;

        unread.measure();

        assertThat(unread.guess()).isZero();
    }

    @Test
    void whatEndedStreamsGaveUpIsNotHeld() {
        traffic.behind = true;
        traffic.arrive(50, PAYLOAD);
        traffic.discarded = 50 * PAYLOAD;

        unread.measure();

        assertThat(unread.guess()).isZero();
    }

    @Test
    void isNothingWithoutStreams() {
        traffic.arrive(50, PAYLOAD);
        unread.measure();
        unread.reserve();
        traffic.streams = false;

        unread.measure();

        assertThat(all.used()).isZero();
    }

    @Test
    void streamsThatNobodyReadsMakeRoom() {
        traffic.behind = true;
        traffic.arrive(101, PAYLOAD);
        unread.measure();
        assertThat(unread.reserve()).isFalse();

        unread.drop();

        assertThat(traffic.why).contains("101000 bytes").contains("100000");
        assertThat(traffic.abandoned).isFalse();
        assertThat(unread.reserve()).isTrue();
        assertThat(all.used()).isZero();
    }

    @Test
    void aPeerThatKeepsBytesBackLosesItsConnection() {
        traffic.arrive(101, PAYLOAD);
        unread.measure();
        assertThat(unread.reserve()).isFalse();

        unread.drop();

        assertThat(traffic.abandoned).isTrue();
    }

    private static final class FakeTraffic implements Traffic {
        private long packets;
        private long bytes;
        long delivered;
        long discarded;
        boolean streams = true;
        boolean behind;
        String why;
        boolean abandoned;

        void arrive(int count, int payload) {
            packets += count;
            bytes += (long) count * (payload + UnreadBytes.PACKET_OVERHEAD);
        }

        @Override
        public Arrived arrived() {
            return new Arrived(bytes, packets);
        }

        @Override
        public long delivered() {
            return delivered;
        }

        @Override
        public long discarded() {
            return discarded;
        }

        @Override
        public boolean hasStreams() {
            return streams;
        }

        @Override
        public boolean isBehind() {
            return behind;
        }

        @Override
        public void resetUnread(String reason) {
            why = reason;
        }

        @Override
        public void abandon() {
            abandoned = true;
        }
    }
}
