package io.edgemesh.tunnel.ping;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Sends a peer 32 bytes and takes the time until they are back; sends back what peers send. */
public final class Ping {
    public static final String PROTOCOL_ID = "/ipfs/ping/1.0.0";

    static final int PAYLOAD_BYTES = 32;
    private static final int IDLE_SECONDS = 60;

    private Ping() {}

    /** Makes a host answer pings. */
    public static void serve(Libp2pHost host) {
        host.handle(PROTOCOL_ID, Ping::answer);
    }

    /**
     * Pings over a stream of its own.
     *
     * @param random makes the payload; need not be secure
     * @return the round trip; fails with {@link io.netty.handler.timeout.ReadTimeoutException} after {@code timeout}, with a
     *     {@link io.edgemesh.tunnel.PeerProtocolException} if something else came back, or with what ended the stream
     */
    public static Future<Duration> ping(Connection connection, Random random, Duration timeout) {
        byte[] payload = new byte[PAYLOAD_BYTES];
        random.nextBytes(payload);
        Promise<Duration> promise = connection.eventLoop().newPromise();
        connection
                .openStream(
                        List.of(PROTOCOL_ID),
                        stream -> stream.channel()
                                .pipeline()
                                .addLast(new ReadTimeoutHandler(timeout.toMillis(), TimeUnit.MILLISECONDS))
                                .addLast(new Pinger(payload, promise)))
                .addListener(opened -> {
                    if (!opened.isSuccess()) {
                        promise.tryFailure(opened.cause());
                    }
                });
        return promise;
    }

    private static void answer(NegotiatedStream stream) {
        stream.channel()
                .pipeline()
                .addLast(new ReadTimeoutHandler(IDLE_SECONDS))
                .addLast(new Ponger());
    }
}
