package io.edgemesh.tunnel.security;

import static io.edgemesh.tunnel.security.SecurePair.read;
import static io.edgemesh.tunnel.security.SecurePair.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What every way of securing a connection keeps to; one subclass for each. */
public abstract class SecureTransportContract {
    private static final PeerKeyPair ALICE = key(1);
    private static final PeerKeyPair BOB = key(2);
    private static final PeerKeyPair CAROL = key(3);
    private static final List<String> YAMUX = List.of("/yamux/1.0.0");

    /** Returns the transport of the holder of {@code key}; the same one for the same key. */
    protected abstract SecureTransport transport(PeerKeyPair key);

    private static PeerKeyPair key(int n) {
        byte[] seed = new byte[32];
        seed[0] = (byte) n;
        return PeerKeyPair.ofSeed(seed);
    }

    private SecurePair pair() {
        return pair(SecurityRequest.dial(BOB.peerId(), YAMUX), SecurityRequest.accept(YAMUX));
    }

    private SecurePair pair(SecurityRequest dial, SecurityRequest accept) {
        return new SecurePair(transport(ALICE), dial, transport(BOB), accept);
    }

    @Test
    void eachSideLearnsWhoTheOtherIs() {
        try (SecurePair pair = pair().run()) {
            assertThat(pair.dialled.getNow().peerId()).isEqualTo(BOB.peerId());
            assertThat(pair.dialled.getNow().publicKey()).isEqualTo(BOB.publicKey());
            assertThat(pair.accepted.getNow().peerId()).isEqualTo(ALICE.peerId());
        }
    }

    @Test
    void carriesBytesBothWaysAndShowsNoneOfThem() {
        try (SecurePair pair = pair().run()) {
            pair.dialler.writeOneOutbound(text("a question"));
            pair.dialler.writeOneOutbound(text(" of two buffers"));
            pair.dialler.flushOutbound();
            pair.listener.writeOutbound(text("an answer"));
            pair.run();

            assertThat(read(pair.listener)).isEqualTo("a question of two buffers");
            assertThat(read(pair.dialler)).isEqualTo("an answer");
            assertThat(pair.wireShows("question")).isFalse();
            assertThat(pair.wireShows("answer")).isFalse();
        }
    }

    @Test
    void carriesMoreThanFitsIntoOneFrame() {
        try (SecurePair pair = pair().run()) {
            String much = "0123456789".repeat(30_000);
            pair.listener.writeOutbound(text(much));

            assertThat(read(pair.run().dialler)).isEqualTo(much);
        }
    }

    @Test
    void neverChangesABufferThatWasWritten() {
        try (SecurePair pair = pair().run()) {
            ByteBuf message = text("shared with somebody else");
            pair.dialler.writeOutbound(message.retainedDuplicate());
            pair.run();

            assertThat(message)
                    .isEqualTo(Unpooled.wrappedBuffer("shared with somebody else".getBytes(StandardCharsets.UTF_8)));
            assertThat(read(pair.listener)).isEqualTo("shared with somebody else");
            message.release();
        }
    }

    @Test
    void sendsWhatWasWrittenDuringTheHandshakeWhenItIsOver() {
        try (SecurePair pair = pair()) {
            pair.dialler.writeOutbound(text("early "));
            pair.listener.writeOutbound(text("bird"));
            pair.run();

            assertThat(read(pair.listener)).isEqualTo("early ");
            assertThat(read(pair.dialler)).isEqualTo("bird");
        }
    }

    @Test
    void listenersOfTheFutureCanInstallWhatReadsTheFirstBytes() {
        try (SecurePair pair = pair()) {
            List<String> read = new ArrayList<>();
            pair.accepted.addListener(future -> pair.listener.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    read.add(((ByteBuf) message).toString(StandardCharsets.UTF_8));
                    ((ByteBuf) message).release();
                }
            }));
            pair.dialler.writeOutbound(text("first"));
            pair.run();

            assertThat(read).containsExactly("first");
        }
    }

    @Test
    void saysSoWhenAnotherPeerAnswersThanWasDialled() {
        try (SecurePair pair = pair(SecurityRequest.dial(CAROL.peerId(), YAMUX), SecurityRequest.accept(YAMUX))
                .run()) {
            assertThat(pair.dialled.cause())
                    .isInstanceOf(PeerIdMismatchException.class)
                    .hasMessageContaining("dialled peer " + CAROL.peerId())
                    .hasMessageContaining(BOB.peerId() + " answered");
            assertThat(pair.dialler.isOpen()).isFalse();
            assertThat(pair.listener.isOpen()).isFalse();
        }
    }

    @Test
    void letsAnybodyInWhereNobodyInParticularIsExpected() {
        try (SecurePair pair = pair(SecurityRequest.dial(null, YAMUX), SecurityRequest.accept(YAMUX))
                .run()) {
            assertThat(pair.dialled.getNow().peerId()).isEqualTo(BOB.peerId());
        }
    }

    @Test
    void aListenerMayExpectSomebodyTooAndSaysSoWhenAnotherComes() {
        SecurityRequest accept = new SecurityRequest(false, CAROL.peerId(), YAMUX, SecurityRequest.DEFAULT_TIMEOUT);
        try (SecurePair pair = pair(SecurityRequest.dial(null, YAMUX), accept).run()) {
            assertThat(pair.accepted.cause()).isInstanceOf(PeerIdMismatchException.class);
            assertThat(pair.listener.isOpen()).isFalse();
        }
    }

    @Test
    void bothSidesSettleOnTheSameMuxerThatBothHave() {
        SecurityRequest dial = SecurityRequest.dial(BOB.peerId(), List.of("/new/1", "/b/1", "/a/1"));
        try (SecurePair pair =
                pair(dial, SecurityRequest.accept(List.of("/a/1", "/b/1"))).run()) {
            assertThat(pair.dialled.getNow().muxer()).isIn("/a/1", "/b/1");
            assertThat(pair.accepted.getNow().muxer())
                    .isEqualTo(pair.dialled.getNow().muxer());
        }
    }

    @Test
    void leavesTheMuxerOpenWhereTheTwoHaveNoneInCommon() {
        for (List<String> dialled : List.of(List.<String>of(), List.of("/other/1"))) {
            try (SecurePair pair = pair(SecurityRequest.dial(BOB.peerId(), dialled), SecurityRequest.accept(YAMUX))
                    .run()) {
                assertThat(pair.dialled.getNow().muxer()).isNull();
                assertThat(pair.accepted.getNow().muxer()).isNull();
            }
        }
    }

    @Test
    void givesUpOnARemoteThatSaysNothing() {
        try (SecurePair pair = pair().passTime()) {
            for (Future<SecuredPeer> future : List.of(pair.dialled, pair.accepted)) {
                assertThat(future.cause())
                        .isInstanceOf(HandshakeTimeoutException.class)
                        .hasMessageContaining("within 10000 ms");
            }
            assertThat(pair.dialler.isOpen()).isFalse();
            assertThat(pair.listener.isOpen()).isFalse();
        }
    }

    @Test
    void doesNotCutAConnectionThatStandsWhenTheTimeIsOver() {
        try (SecurePair pair = pair().run().passTime()) {
            assertThat(pair.dialler.isOpen()).isTrue();
            assertThat(pair.listener.isOpen()).isTrue();
        }
    }

    @Test
    void saysSoWhenTheRemoteHangsUp() {
        try (SecurePair pair = pair()) {
            pair.listener.close();
            pair.run();

            assertThat(pair.accepted.cause())
                    .isInstanceOf(HandshakeException.class)
                    .hasMessageContaining("hung up");
            assertThat(pair.dialled.cause())
                    .isInstanceOf(HandshakeException.class)
                    .hasMessageContaining("hung up");
        }
    }

    @Test
    void failsWritesThatAreStillWaitingWhenTheConnectionIsLost() {
        try (SecurePair pair = pair()) {
            Future<?> written = pair.dialler.writeOneOutbound(text("never sent"));
            pair.dialler.close();

            assertThat(written.isDone()).isTrue();
            assertThat(written.isSuccess()).isFalse();
        }
    }

    @Property(tries = 10, shrinking = ShrinkingMode.OFF)
    void worksHoweverTheBytesAreCut(@ForAll @IntRange(min = 1, max = 200) int piece) {
        try (SecurePair pair = pair().cutInto(piece)) {
            pair.dialler.writeOutbound(text("whole"));
            pair.run();

            assertThat(pair.accepted.getNow().peerId()).isEqualTo(ALICE.peerId());
            assertThat(read(pair.listener)).isEqualTo("whole");
        }
    }

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void neverTakesAChangedMessageForAnotherPeer(
            @ForAll @IntRange(max = 3000) int position, @ForAll @IntRange(max = 7) int bit) {
        int[] passed = {0};
        try (SecurePair pair = pair().tamperingWithTheDiallersBytes(bytes -> flip(bytes, passed, position, bit))) {
            pair.dialler.writeOutbound(text("genuine"));
            runDespiteExceptions(pair);
            pair.passTime();

            assertThat(pair.dialled.isDone()).isTrue();
            assertThat(pair.accepted.isDone()).isTrue();
            if (pair.accepted.isSuccess()) {
                assertThat(pair.accepted.getNow().peerId()).isEqualTo(ALICE.peerId());
            } else {
                assertThat(pair.accepted.cause()).isInstanceOf(HandshakeException.class);
            }
            assertThat("genuine").startsWith(read(pair.listener));
        }
    }

    private static void runDespiteExceptions(SecurePair pair) {
        try {
            pair.run();
        } catch (Exception e) {
            // Fired after the handshake, where whoever uses the connection handles it.
            assertThat(e).isNotInstanceOfAny(NullPointerException.class, IndexOutOfBoundsException.class);
        }
    }

    private static byte[] flip(byte[] bytes, int[] passed, int position, int bit) {
        int at = position - passed[0];
        passed[0] += bytes.length;
        if (at >= 0 && at < bytes.length) {
            bytes[at] ^= (byte) (1 << bit);
        }
        return bytes;
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void answersAnyBytesWithTheNamedFailure(@ForAll @Size(min = 1, max = 300) byte[] bytes) {
        try (SecurePair pair = pair()) {
            pair.listener.writeInbound(Unpooled.copiedBuffer(bytes));
            pair.dialler.writeInbound(Unpooled.copiedBuffer(bytes));
            pair.passTime();

            assertThat(pair.accepted.cause()).isInstanceOf(HandshakeException.class);
            assertThat(pair.dialled.cause()).isInstanceOf(HandshakeException.class);
        }
    }
}
