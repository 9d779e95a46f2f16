package io.edgemesh.tunnel.pnet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.security.SecureRandom;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PrivateNetworkHandlerTest {
    private static final SwarmSecret OURS = SwarmSecret.ofEdgeMeshFile("ours".getBytes(UTF_8));
    private static final SwarmSecret THEIRS = SwarmSecret.ofEdgeMeshFile("theirs".getBytes(UTF_8));
    private static final byte[] HELLO = "\23/multistream/1.0.0\n".getBytes(UTF_8);

    @Test
    void carriesBytesBothWaysAndShowsNoneOfThem() {
        EmbeddedChannel alice = channel(OURS);
        EmbeddedChannel bob = channel(OURS);

        alice.writeOutbound(hello(), text("how are you?"));
        ByteBuf onTheWire = outbound(alice);
        assertThat(onTheWire.toString(UTF_8)).doesNotContain("multistream").doesNotContain("how");
        bob.writeInbound(onTheWire);

        assertThat(inbound(bob)).isEqualTo(new String(HELLO, UTF_8) + "how are you?");
    }

    @Test
    void sendsItsNonceOnceBeforeTheFirstBytes() {
        EmbeddedChannel alice = channel(OURS);

        alice.writeOutbound(hello());
        ByteBuf first = outbound(alice);
        alice.writeOutbound(hello());
        ByteBuf second = outbound(alice);

        assertThat(first.readableBytes()).isEqualTo(24 + HELLO.length);
        assertThat(second.readableBytes()).isEqualTo(HELLO.length);
        first.release();
        second.release();
    }

    @Test
    void neverChangesABufferThatOthersHoldOrAnArrayThatWasWrapped() {
        EmbeddedChannel alice = channel(OURS);
        ByteBuf message = hello();
        byte[] array = HELLO.clone();

        alice.writeOutbound(message.retainedDuplicate());
        alice.writeOutbound(Unpooled.wrappedBuffer(array));

        assertThat(array).isEqualTo(HELLO);
        assertThat(message).isEqualTo(Unpooled.wrappedBuffer(HELLO));
        outbound(alice).release();
        message.release();
    }

    @Test
    void decryptsIntoAnotherBufferIfSomebodyElseHoldsTheOneThatWasRead() {
        EmbeddedChannel alice = channel(OURS);
        EmbeddedChannel bob = channel(OURS);
        alice.writeOutbound(hello());
        ByteBuf wire = outbound(alice);
        ByteBuf before = wire.copy();

        bob.writeInbound(wire.retainedDuplicate());

        assertThat(wire).isEqualTo(before);
        assertThat(inbound(bob)).isEqualTo(new String(HELLO, UTF_8));
        wire.release();
        before.release();
    }

    @Test
    void saysThatTheSwarmSecretDiffersAndHangsUp() {
        EmbeddedChannel alice = channel(OURS);
        EmbeddedChannel mallory = channel(THEIRS);
        mallory.writeOutbound(hello());

        assertThatThrownBy(() -> alice.writeInbound(outbound(mallory)))
                .isInstanceOf(SwarmSecretException.class)
                .hasMessageContaining("swarm secret differs");
        assertThat(alice.isOpen()).isFalse();
        assertThat((Object) alice.readInbound()).isNull();
    }

    @Test
    void saysThatTheRemoteHasNoSwarmSecretAtAll() {
        EmbeddedChannel alice = channel(OURS);

        assertThatThrownBy(() -> alice.writeInbound(hello(), text("\7/noise\n")))
                .isInstanceOf(SwarmSecretException.class)
                .hasMessageContaining("without any swarm secret");
    }

    @Test
    void saysThatTheSwarmSecretMayDifferIfTheRemoteHangsUpAtOnce() {
        EmbeddedChannel alice = channel(OURS);
        alice.writeInbound(Unpooled.wrappedBuffer(new byte[24]));

        alice.close();

        assertThatThrownBy(alice::checkException)
                .isInstanceOf(SwarmSecretException.class)
                .hasMessageContaining("may differ");
    }

    @Test
    void isSilentWhenAConnectionThatWorkedIsClosed() {
        EmbeddedChannel alice = channel(OURS);
        EmbeddedChannel bob = channel(OURS);
        alice.writeOutbound(hello());
        bob.writeInbound(outbound(alice));
        assertThat(inbound(bob)).hasSize(HELLO.length);

        bob.close();

        bob.checkException();
    }

    @Property(tries = 100)
    void cuttingTheStreamElsewhereYieldsTheSameBytes(
            @ForAll @Size(min = 1, max = 5) List<@Size(max = 6000) byte[]> messages,
            @ForAll @IntRange(min = 1, max = 5000) int piece) {
        EmbeddedChannel alice = new EmbeddedChannel(new PrivateNetworkHandler(OURS, new SecureRandom(), new byte[0]));
        EmbeddedChannel bob = new EmbeddedChannel(new PrivateNetworkHandler(OURS, new SecureRandom(), new byte[0]));
        messages.forEach(message -> alice.writeOutbound(Unpooled.copiedBuffer(message)));
        ByteBuf wire = outbound(alice);

        while (wire.isReadable()) {
            bob.writeInbound(wire.readBytes(Math.min(piece, wire.readableBytes())));
        }

        ByteBuf read = drain(bob, false);
        assertThat(read).isEqualTo(Unpooled.wrappedBuffer(messages.toArray(byte[][]::new)));
        read.release();
        wire.release();
    }

    @Property(tries = 200)
    void answersAnyBytesWithTheNamedExceptionOrSilence(@ForAll @Size(max = 100) byte[] bytes) {
        EmbeddedChannel alice = channel(OURS);
        try {
            alice.writeInbound(Unpooled.copiedBuffer(bytes));
            drain(alice, false).release();
        } catch (SwarmSecretException e) {
            assertThat(alice.isOpen()).isFalse();
        }
    }

    private static EmbeddedChannel channel(SwarmSecret secret) {
        return new EmbeddedChannel(new PrivateNetworkHandler(secret, new SecureRandom(), HELLO));
    }

    private static ByteBuf hello() {
        return Unpooled.directBuffer().writeBytes(HELLO);
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, UTF_8);
    }

    private static ByteBuf outbound(EmbeddedChannel channel) {
        return drain(channel, true);
    }

    private static String inbound(EmbeddedChannel channel) {
        ByteBuf all = drain(channel, false);
        try {
            return all.toString(UTF_8);
        } finally {
            all.release();
        }
    }

    private static ByteBuf drain(EmbeddedChannel channel, boolean outbound) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf next = take(channel, outbound); next != null; next = take(channel, outbound)) {
            all.writeBytes(next);
            next.release();
        }
        return all;
    }

    private static ByteBuf take(EmbeddedChannel channel, boolean outbound) {
        return outbound ? channel.readOutbound() : channel.readInbound();
    }
}
