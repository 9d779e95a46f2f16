package io.edgemesh.tunnel.mesh;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.edgemesh.api.intercept.DialDeniedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Frames of flows as a hostile peer might send them, to either side. */
class FlowFuzzTest {
    @Property(tries = 500)
    void theAnsweringSideTakesAnything(@ForAll @Size(max = 20) List<@Size(max = 40) byte[]> frames) {
        EmbeddedChannel stream = new EmbeddedChannel();
        new ProxyAnswerer(
                        delivery -> CompletableFuture.failedFuture(new DialDeniedException("nobody is let in")),
                        Duration.ofSeconds(1))
                .serveFlows(stream, "edge-x");

        survives(stream, frames);
    }

    @Property(tries = 500)
    void theAskingSideTakesAnything(@ForAll @Size(max = 20) List<@Size(max = 40) byte[]> frames) {
        EmbeddedChannel stream = new EmbeddedChannel();
        FlowDialler.on(stream);

        survives(stream, frames);
    }

    private static void survives(EmbeddedChannel stream, List<byte[]> frames) {
        for (byte[] frame : frames) {
            ByteBuf bytes = Unpooled.buffer().writeByte(frame.length).writeBytes(frame);
            if (stream.isActive()) {
                stream.writeInbound(bytes);
            } else {
                bytes.release();
            }
            stream.runPendingTasks();
        }
        assertThatCode(stream::checkException).doesNotThrowAnyException();
        stream.finishAndReleaseAll();
    }
}
