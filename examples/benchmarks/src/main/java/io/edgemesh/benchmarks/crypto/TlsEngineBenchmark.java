package io.edgemesh.benchmarks.crypto;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.handler.ssl.util.SelfSignedCertificate;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A TLS 1.3 record with 16 000 bytes, encrypted by one engine and decrypted by its peer. */
@SuppressWarnings("NullAway.Init") // JMH sets the fields up first
public class TlsEngineBenchmark extends CryptoBenchmark {
    /** Netty's name of the engine; OPENSSL is tcnative's BoringSSL. */
    @Param({"JDK", "OPENSSL"})
    public SslProvider engine = SslProvider.JDK;

    private final ByteBuffer plain = ByteBuffer.allocateDirect(16_000);
    private final ByteBuffer wire = ByteBuffer.allocateDirect(64 * 1024);
    private final ByteBuffer received = ByteBuffer.allocateDirect(64 * 1024);
    private SSLEngine client;
    private SSLEngine server;

    @Setup
    public void shakeHands() throws SSLException, CertificateException {
        SelfSignedCertificate certificate = new SelfSignedCertificate("bench", "EC", 256);
        server = SslContextBuilder.forServer(certificate.certificate(), certificate.privateKey())
                .sslProvider(engine)
                .protocols("TLSv1.3")
                .build()
                .newEngine(ByteBufAllocator.DEFAULT);
        client = SslContextBuilder.forClient()
                .sslProvider(engine)
                .protocols("TLSv1.3")
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build()
                .newEngine(ByteBufAllocator.DEFAULT);
        certificate.delete();
        client.beginHandshake();
        server.beginHandshake();
        for (int i = 0; i < 20; i++) {
            transfer(client, server, ByteBuffer.allocate(0));
            transfer(server, client, ByteBuffer.allocate(0));
        }
        if (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            throw new IllegalStateException("no handshake: " + client.getHandshakeStatus());
        }
    }

    private int transfer(SSLEngine from, SSLEngine to, ByteBuffer content) throws SSLException {
        wire.clear();
        from.wrap(content, wire);
        runTasks(from);
        wire.flip();
        received.clear();
        while (wire.hasRemaining() && to.unwrap(wire, received).bytesConsumed() > 0) {
            runTasks(to);
        }
        return received.position();
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    @Benchmark
    public int record() throws SSLException {
        return transfer(client, server, plain.clear());
    }

    @TearDown
    public void close() {
        client.closeOutbound();
        server.closeOutbound();
        ReferenceCountUtil.release(client);
        ReferenceCountUtil.release(server);
    }
}
