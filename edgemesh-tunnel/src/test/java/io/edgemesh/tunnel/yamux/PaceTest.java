package io.edgemesh.tunnel.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelConfig;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final WriteBufferWaterMark CONFIGURED = new WriteBufferWaterMark(1000, 2000);

    private final MockTicker ticker = Ticker.newMockTicker();
    private final ChannelConfig config = new EmbeddedChannel().config().setWriteBufferWaterMark(CONFIGURED);
    private final Pace pace = new Pace(config, ticker);

    @Test
    void givesMoreAtOnceToAConnectionThatDrainsFast() {
        drainedAfter(1);

        assertThat(config.getWriteBufferHighWaterMark()).isGreaterThan(CONFIGURED.high());
    }

    @Test
    void returnsToTheConfiguredAmountWhenTheConnectionSlowsDown() {
        drainedAfter(1);

        drainedAfter(3);

        assertThat(config.getWriteBufferWaterMark()).isSameAs(CONFIGURED);
    }

    private void drainedAfter(int millis) {
        pace.full();
        ticker.advance(millis, TimeUnit.MILLISECONDS);
        pace.drained();
    }
}
