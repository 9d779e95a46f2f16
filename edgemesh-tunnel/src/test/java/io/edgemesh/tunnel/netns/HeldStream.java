package io.edgemesh.tunnel.netns;

import io.edgemesh.api.transport.Transport.OpenedChannel;
import io.edgemesh.testing.Received;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** A stream to an echo server that stays open while better paths come about: bytes there and back whenever somebody asks. */
final class HeldStream {
    private final OpenedChannel opened;
    private final Received received;

    HeldStream(OpenedChannel opened) {
        this.opened = opened;
        this.received = Received.from(opened.channel());
    }

    /** Sends that many letters and compares what comes back; answers with the path that the stream took. */
    String echo(int length) throws InterruptedException {
        String sent = new Random(length)
                .ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        opened.channel().writeAndFlush(Unpooled.copiedBuffer(sent, StandardCharsets.US_ASCII));
        return (received.text(length).equals(sent) ? "same " : "different ") + opened.path();
    }
}
