package io.edgemesh.tunnel.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.mesh.Streams.Pair;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private static final Introduction EDGE_A = new Introduction("edge-a", 7);
    private static final Introduction EDGE_B = new Introduction("edge-b", 8);

    private final Streams streams = new Streams();

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void introducesBothSidesToEachOther() throws Exception {
        Pair pair = streams.open();
        CompletableFuture<Introduction> heard = new CompletableFuture<>();
        pair.answerer().eventLoop().execute(() -> Discovery.answer(pair.answerer(), EDGE_B, heard::complete));

        assertThat(ask(pair)).isEqualTo(EDGE_B);
        assertThat(heard.get(60, TimeUnit.SECONDS)).isEqualTo(EDGE_A);
        assertThat(pair.dialler().closeFuture().await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(pair.answerer().closeFuture().await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void takesTheAnswerOfAGoAgentWhichHasNoInstance() throws Exception {
        Pair pair = streams.open();
        pair.answerer()
                .writeAndFlush(Unpooled.wrappedBuffer(
                        new byte[] {16, 8, 1, 0x12, 4, 'M', 'D', 'N', 'S', 0x1a, 6, 'e', 'd', 'g', 'e', '-', 'b'}));

        assertThat(ask(pair)).isEqualTo(new Introduction("edge-b", 0));
    }

    @Test
    void failsWhereThePeerSaysThatItFailed() throws Exception {
        Pair pair = streams.open();
        pair.answerer().writeAndFlush(Unpooled.wrappedBuffer(new byte[] {2, 8, 2}));

        assertThatThrownBy(() -> ask(pair))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("type 2 (expected: 1)");
    }

    private static Introduction ask(Pair pair) throws Exception {
        CompletableFuture<Introduction> answered = new CompletableFuture<>();
        pair.dialler()
                .eventLoop()
                .execute(() -> Discovery.ask(pair.dialler(), EDGE_A).addListener((Future<Introduction> done) -> {
                    if (done.isSuccess()) {
                        answered.complete(done.getNow());
                    } else {
                        answered.completeExceptionally(done.cause());
                    }
                }));
        return answered.get(60, TimeUnit.SECONDS);
    }
}
