package io.edgemesh.tunnel.quic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.PeerProtocolException;
import io.edgemesh.tunnel.fakes.Peers;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.edgemesh.tunnel.pnet.SwarmSecretException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SwarmProofHandlerTest {
    private static final SwarmSecret SECRET = SwarmSecret.ofEdgeMeshFile("one secret".getBytes(UTF_8));
    private static final SwarmSecret OTHER = SwarmSecret.ofEdgeMeshFile("another".getBytes(UTF_8));

    private final EmbeddedChannel dialler = new EmbeddedChannel();
    private final EmbeddedChannel listener = new EmbeddedChannel();
    private final Promise<Void> dialled = ImmediateEventExecutor.INSTANCE.newPromise();
    private final Promise<Void> listened = ImmediateEventExecutor.INSTANCE.newPromise();

    private void meet(SwarmSecret diallersSecret, SwarmSecret listenersSecret) {
        SecureRandom random = new SecureRandom();
        new SwarmProofHandler(listenersSecret, Peers.peer(2), Peers.peer(1), false, random, listened).install(listener);
        new SwarmProofHandler(diallersSecret, Peers.peer(1), Peers.peer(2), true, random, dialled).install(dialler);
    }

    @Test
    void bothAreProvenAfterFourMessages() {
        meet(SECRET, SECRET);

        carry(dialler, listener);
        carry(listener, dialler);
        assertThat(listened.isDone()).isFalse();
        carry(dialler, listener);
        assertThat(dialled.isDone()).isFalse();
        carry(listener, dialler);

        assertThat(listened.isSuccess()).isTrue();
        assertThat(dialled.isSuccess()).isTrue();
    }

    @Test
    void theListenerProvesNothingToWhoHasAnotherSecret() {
        meet(OTHER, SECRET);

        carry(dialler, listener);
        carry(listener, dialler);
        carry(dialler, listener);

        assertThat(listened.cause()).isInstanceOf(SwarmSecretException.class).hasMessageContaining("differs");
        assertThat((Object) listener.readOutbound()).isNull();
    }

    @Test
    void whoHangsUpHasProvenNothing() {
        meet(SECRET, SECRET);

        listener.close();

        assertThat(listened.cause()).isInstanceOf(PeerProtocolException.class);
        dialler.finishAndReleaseAll();
    }

    @Property(tries = 200)
    void nothingElseIsTakenForAProof(@ForAll @Size(max = 200) byte[] bytes) {
        EmbeddedChannel stream = new EmbeddedChannel();
        Promise<Void> proven = ImmediateEventExecutor.INSTANCE.newPromise();
        new SwarmProofHandler(SECRET, Peers.peer(2), Peers.peer(1), false, new SecureRandom(), proven).install(stream);

        stream.writeInbound(Unpooled.wrappedBuffer(bytes));

        assertThat(proven.isSuccess()).isFalse();
        stream.finishAndReleaseAll();
    }

    private static void carry(EmbeddedChannel from, EmbeddedChannel to) {
        ByteBuf message = from.readOutbound();
        to.writeInbound(message);
    }
}
