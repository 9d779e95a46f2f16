package io.edgemesh.testing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Collects what a channel reads, for assertions from the test's thread. */
public final class Received extends ChannelInboundHandlerAdapter {
    private static final int SECONDS = 60;

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CountDownLatch endOfInput = new CountDownLatch(1);

    private Received() {}

    /** Adds itself to the channel's end and turns auto-read on. */
    public static Received from(Channel channel) {
        Received received = new Received();
        channel.pipeline().addLast(received);
        channel.config().setAutoRead(true);
        return received;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        messages.add(buffer.toString(StandardCharsets.UTF_8));
        buffer.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            endOfInput.countDown();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        endOfInput.countDown();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        messages.add("failed: " + cause);
        endOfInput.countDown();
    }

    /** Returns the next message as it came, waiting a minute at most. */
    public String message() throws InterruptedException {
        String message = messages.poll(SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("nothing received within " + SECONDS + " s");
        }
        return message;
    }

    /** Returns messages put together until they are that long. */
    public String text(int length) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(message());
        }
        return text.toString();
    }

    /** Waits for the peer's end of output; returns whether it came within some seconds. */
    public boolean awaitEndOfInput() throws InterruptedException {
        return endOfInput.await(SECONDS, TimeUnit.SECONDS);
    }
}
