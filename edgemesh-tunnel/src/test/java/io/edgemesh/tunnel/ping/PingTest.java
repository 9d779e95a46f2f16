package io.edgemesh.tunnel.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.PeerProtocolException;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.LocalNetwork;
import io.edgemesh.tunnel.host.ProtocolRefusedException;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PingTest {
    private final LocalNetwork network = new LocalNetwork();
    private final Random random = new Random(1);
    private Libp2pHost peer;
    private Connection connection;

    @BeforeEach
    void connect() throws Exception {
        peer = network.start(2);
        connection = network.start(1)
                .connect(peer.peerId(), List.of(network.address(2)))
                .get(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        network.close();
    }

    @Test
    void aPeerThatServesItAnswers() throws Exception {
        Ping.serve(peer);

        assertThat(ping()).isPositive();
        assertThat(ping()).isPositive();
    }

    @Test
    void aPeerThatDoesNotServeItRefuses() {
        assertThatThrownBy(this::ping).hasCauseInstanceOf(ProtocolRefusedException.class);
    }

    @Test
    void otherBytesAreNoAnswer() {
        peer.handle(
                Ping.PROTOCOL_ID,
                stream -> stream.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[Ping.PAYLOAD_BYTES])));

        assertThatThrownBy(this::ping)
                .hasCauseInstanceOf(PeerProtocolException.class)
                .hasMessageContaining("other bytes");
    }

    @Test
    void anEndWithoutAnAnswerIsAFailure() {
        peer.handle(Ping.PROTOCOL_ID, stream -> stream.channel().close());

        assertThatThrownBy(this::ping).hasMessageContaining("stream");
    }

    private Duration ping() throws Exception {
        return Ping.ping(connection, random, Duration.ofSeconds(10)).get(60, TimeUnit.SECONDS);
    }
}
