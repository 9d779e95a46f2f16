package io.edgemesh.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AcceptGuardTest {
    private final EmbeddedChannel listener = new EmbeddedChannel(new AcceptGuard("test", 2), new Acceptor());

    /** Stands in for what registers the clients. */
    private static final class Acceptor extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object client) {
            // an embedded channel is registered as it is
        }
    }

    private EmbeddedChannel accept() {
        EmbeddedChannel client = new EmbeddedChannel();
        listener.pipeline().fireChannelRead(client);
        return client;
    }

    /** Pitfall: too many open files end in a panic. */
    @Test
    void pausesForAMomentWhenAcceptingFails() {
        listener.freezeTime();

        listener.pipeline().fireExceptionCaught(new IOException("accept: Too many open files"));
        assertThat(listener.config().isAutoRead()).isFalse();
        assertThat(listener.isOpen()).isTrue();

        listener.advanceTimeBy(1, TimeUnit.SECONDS);
        listener.runScheduledPendingTasks();
        assertThat(listener.config().isAutoRead()).isTrue();
    }

    @Test
    void pausesWhileThereAreAsManyClientsAsAllowed() {
        EmbeddedChannel first = accept();
        assertThat(listener.config().isAutoRead()).isTrue();
        accept();
        assertThat(listener.config().isAutoRead()).isFalse();

        first.close();
        listener.runPendingTasks();

        assertThat(listener.config().isAutoRead()).isTrue();
    }

    @Test
    void aFailureDoesNotEndThePauseOfAFullListener() {
        listener.freezeTime();
        accept();
        accept();

        listener.pipeline().fireExceptionCaught(new IOException("accept: Too many open files"));
        listener.advanceTimeBy(1, TimeUnit.SECONDS);
        listener.runScheduledPendingTasks();

        assertThat(listener.config().isAutoRead()).isFalse();
    }
}
