package io.edgemesh.tunnel.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.host.PeerListener;
import io.edgemesh.tunnel.interop.Receiver.Received;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.tls.TlsTransport;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections that are kept: some carry something all the time, some only signs of life, which each side owes the other
 * after some seconds. {@link InteropScale#KEPT} says how long.
 */
class KeptConnectionsInteropTest {
    private static final Duration PACE = Duration.ofSeconds(2);
    private static final int SOME_BYTES = 300_000;

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();

    @AutoClose
    private final OurSide ourSide;

    /** A connection, and a stream that was opened on it in the beginning. */
    private record Kept(InteropCase with, Connection connection, NegotiatedStream stream, Receiver echoed) {}

    static List<InteropCase> cases() {
        return InteropCase.all().stream()
                .filter(given -> given.privateNetwork() == given.transport().equals("ws"))
                .toList();
    }

    KeptConnectionsInteropTest(@TempDir Path directory) throws Exception {
        ourSide = new OurSide(directory);
    }

    @AfterEach
    void close() throws Exception {
        while (!closing.isEmpty()) {
            closing.pop().close();
        }
    }

    /** Both the ones we have dialled and the ones they have. */
    @Test
    @Timeout(600)
    void staysUsable() throws Exception {
        cases().forEach(given -> ForeignPeer.assumeAvailable(given.implementation()));
        List<ForeignPeer> diallers = new ArrayList<>();
        List<Kept> busy = new ArrayList<>();
        List<Kept> idle = new ArrayList<>();
        for (InteropCase given : cases()) {
            diallers.add(dialler(given));
            Multiaddr address = listener(given).address();
            busy.add(keep(given, address));
            idle.add(keep(given, address));
        }

        long end = System.nanoTime() + InteropScale.KEPT.toNanos();
        Awaitility.await()
                .pollInterval(PACE)
                .atMost(InteropScale.KEPT.multipliedBy(2).plusSeconds(InteropScale.PATIENCE_SECONDS))
                .until(() -> {
                    for (Kept kept : busy) {
                        new Exercises(kept.connection).echo(SOME_BYTES);
                    }
                    return System.nanoTime() > end;
                });

        for (Kept kept : idle) {
            assertThat(kept.connection.failure()).as(kept.with.toString()).isNull();
            assertThat(kept.connection.roundTrip()).isPositive();
        }
        for (Kept kept : busy) {
            finish(kept);
        }
        for (Kept kept : idle) {
            finish(kept);
        }
        for (ForeignPeer dialler : diallers) {
            assertThat(dialler.output()).contains("OK").doesNotContain("FAILED");
        }
    }

    /** Of TLS engines only the JDK's changes its keys by itself, so it has to be ours; the peer answers with new ones. */
    @ParameterizedTest
    @ValueSource(strings = {"go-0.28", "go-current"})
    void keysAreChangedUnderWay(String implementation) throws Exception {
        InteropCase given = new InteropCase(implementation, "tcp", "tls", false);
        ForeignPeer.assumeAvailable(implementation);
        Libp2pHost host = ourSide.host(new TlsTransport(ourSide.keyPair(), SslProvider.JDK), null);
        Connection connection = OurSide.connect(host, listener(given));

        try (KeyUpdates updates = KeyUpdates.count()) {
            new Exercises(connection).sink(10 << 16); // one way: see docs/interoperability.md

            assertThat(updates.made()).isGreaterThanOrEqualTo(4);
            assertThat(updates.taken()).isGreaterThanOrEqualTo(4);
        }
    }

    private Kept keep(InteropCase given, Multiaddr address) throws Exception {
        Connection connection = OurSide.get(ourSide.host(given).dial(address));
        Receiver echoed = new Receiver();
        NegotiatedStream stream = OurSide.get(connection.openStream(
                List.of(InteropProtocols.ECHO),
                opened -> opened.channel().pipeline().addLast(echoed)));
        stream.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
        return new Kept(given, connection, stream, echoed);
    }

    private static void finish(Kept kept) throws Exception {
        kept.stream.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[SOME_BYTES]));
        kept.stream.channel().shutdownOutput();

        Received all = kept.echoed.received().get(InteropScale.PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(all.bytes()).as(kept.with.toString()).isEqualTo(1 + SOME_BYTES);
    }

    private ForeignPeer listener(InteropCase given) throws Exception {
        ForeignPeer peer = ourSide.listener(given);
        closing.push(peer);
        return peer;
    }

    /** A peer that has dialled us and is busy with us as long as the test lasts. */
    private ForeignPeer dialler(InteropCase given) throws Exception {
        Libp2pHost host = ourSide.host(given);
        InteropProtocols.serve(host);
        PeerListener listener = OurSide.get(host.listen(Multiaddr.parse(given.listenAddress())));
        String address = listener.address().withPeerId(host.peerId()).toString();
        ForeignPeer peer = ForeignPeer.start(
                given.implementation(),
                given.arguments(
                        ourSide.swarmKey(),
                        "--dial",
                        address,
                        "--tests",
                        "hold",
                        "--for",
                        InteropScale.KEPT.toSeconds() + "s"));
        closing.push(peer);
        return peer;
    }
}
