package io.edgemesh.tunnel.mesh;

import io.edgemesh.api.model.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Messages of our own proxy protocol as they are on the wire. */
final class NativeMessages {
    private NativeMessages() {}

    static ByteBuf request(Protocol protocol, InetSocketAddress target) {
        return request(new ProxyRequest(protocol, target, "", null, Duration.ofSeconds(10)));
    }

    static ByteBuf request(ProxyRequest request) {
        return Messages.delimited(
                UnpooledByteBufAllocator.DEFAULT, out -> NativeProxyDialect.INSTANCE.writeRequest(request, out));
    }
}
