package io.edgemesh.tunnel.fakes;

import io.edgemesh.tunnel.StreamChannel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;

/** A stream without a connection below it, whose time stands still until it is advanced. */
public final class EmbeddedStream extends EmbeddedChannel implements StreamChannel {
    private boolean reset;

    public EmbeddedStream() {
        freezeTime();
        config().setAutoRead(false);
    }

    public boolean wasReset() {
        return reset;
    }

    @Override
    public ChannelFuture reset() {
        reset = true;
        return close();
    }

    @Override
    public boolean isInputShutdown() {
        return !isOpen();
    }

    @Override
    public ChannelFuture shutdownInput() {
        return newSucceededFuture();
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        return promise.setSuccess();
    }

    @Override
    public boolean isOutputShutdown() {
        return !isOpen();
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return newSucceededFuture();
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        return promise.setSuccess();
    }

    @Override
    public boolean isShutdown() {
        return !isOpen();
    }

    @Override
    public ChannelFuture shutdown() {
        return newSucceededFuture();
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        return promise.setSuccess();
    }
}
