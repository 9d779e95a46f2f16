package io.edgemesh.benchmarks.crypto;

import io.edgemesh.tunnel.pnet.PrivateNetworkHandler;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.security.SecureRandom;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The swarm secret's cipher, as it stands in a connection's pipeline. */
public class PrivateNetworkBenchmark extends CryptoBenchmark {
    /** How many bytes at once: a small message, a TLS record. */
    @Param({"64", "1024", "16406"})
    public int length;

    private final EmbeddedChannel channel = new EmbeddedChannel(new PrivateNetworkHandler(
            SwarmSecret.parseSwarmKey("/key/swarm/psk/1.0.0/\n/base16/\n" + "5a".repeat(32)),
            new SecureRandom(),
            new byte[0]));
    private final XSalsa20Engine rival = new XSalsa20Engine();
    private final byte[] array = new byte[16406];

    @Setup
    public void create() {
        channel.releaseOutbound();
        rival.init(true, new ParametersWithIV(new KeyParameter(new byte[32]), new byte[24]));
    }

    @Benchmark
    public boolean ours() {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(length).writerIndex(length);
        channel.writeOutbound(buffer);
        ByteBuf encrypted = channel.readOutbound();
        return encrypted.release();
    }

    @Benchmark
    public int bouncycastle() {
        return rival.processBytes(array, 0, length, array, 0);
    }
}
