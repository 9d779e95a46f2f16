package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.ping.Ping;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Looks at a connection four times in the silence that would end it: keeps its round trip up to date, and pings a peer from
 * which nothing has come since the last look, as the codec has no keep-alive of its own. Event loop only.
 */
final class QuicHeartbeat {
    private static final int LOOKS = 4;

    private final QuicChannel channel;
    private final QuicSession session;
    private final Connection connection;
    private final Duration silence;
    private final Random payloads = new Random();
    private long packetsSeen;

    private QuicHeartbeat(QuicChannel channel, QuicSession session, Connection connection, Duration silence) {
        this.channel = channel;
        this.session = session;
        this.connection = connection;
        this.silence = silence;
    }

    static void begin(QuicChannel channel, QuicSession session, Connection connection, Duration silence) {
        QuicHeartbeat heartbeat = new QuicHeartbeat(channel, session, connection, silence);
        long interval = silence.toNanos() / LOOKS;
        Future<?> looking = channel.eventLoop().scheduleAtFixedRate(heartbeat::look, 0, interval, TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> looking.cancel(false));
    }

    private void look() {
        channel.collectPathStats(0).addListener((Future<QuicConnectionPathStats> stats) -> {
            if (stats.isSuccess()) {
                beat(stats.getNow());
            }
        });
    }

    private void beat(QuicConnectionPathStats path) {
        session.roundTrip(Duration.ofNanos(path.rtt()));
        if (path.recv() == packetsSeen) {
            Ping.ping(connection, payloads, silence);
        }
        packetsSeen = path.recv();
    }
}
