package io.edgemesh.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
    @Test
    void noticesABufferThatNobodyReleased() throws Exception {
        loseABuffer();

        List<String> leaks = LeakCheck.collect();

        assertThat(leaks).isNotEmpty();
    }

    @Test
    void saysNothingOfABufferThatWasReleased() throws Exception {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer(16);
        buffer.release();

        assertThat(LeakCheck.collect()).isEmpty();
    }

    private static void loseABuffer() {
        PooledByteBufAllocator.DEFAULT.buffer(16).writeInt(1);
    }
}
