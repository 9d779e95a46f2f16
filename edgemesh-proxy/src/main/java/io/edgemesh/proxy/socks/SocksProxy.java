package io.edgemesh.proxy.socks;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.proxy.listen.ListenSpec;
import io.edgemesh.proxy.listen.Listener;
import io.edgemesh.proxy.listen.Router;
import io.edgemesh.proxy.listen.StreamListener;
import java.time.Duration;

/**
 * The SOCKS5 listener's settings, shared by all its clients.
 *
 * @param handshakeTimeout how long a client may take to say what it wants
 * @param udpIdleTimeout   how long a destination of an association is remembered after its last datagram
 */
public record SocksProxy(MeshContext mesh, Router router, Duration handshakeTimeout, Duration udpIdleTimeout) {
    /** @param settings the listener's own */
    public static SocksProxy read(MeshContext mesh, Router router, Settings settings) {
        return new SocksProxy(
                mesh, router, positive(settings, "handshakeTimeout", 10), positive(settings, "udpIdleTimeout", 60));
    }

    private static Duration positive(Settings settings, String key, int defaultSeconds) {
        Duration value = settings.duration(key, Duration.ofSeconds(defaultSeconds));
        if (value.isZero()) {
            throw settings.invalid(key, "a positive duration");
        }
        return value;
    }

    /** Binds it. Blocks for a moment; not on an event loop. */
    public Listener start(ListenSpec listen) {
        return StreamListener.bind(mesh.network(), listen, client -> new SocksHandshake(this));
    }
}
