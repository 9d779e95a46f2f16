package io.edgemesh.proxy.http;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.model.TrafficPolicy;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.proxy.listen.ListenSpec;
import io.edgemesh.proxy.listen.Listener;
import io.edgemesh.proxy.listen.Router;
import io.edgemesh.proxy.listen.StreamListener;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.time.Duration;

/**
 * The HTTP listener's settings, shared by all its clients.
 *
 * @param idleTimeout how long a client may take to send the head of its next request
 */
public record HttpProxy(MeshContext mesh, Router router, Duration idleTimeout) {
    private static final int MAX_INITIAL_LINE = 16 * 1024;
    private static final int MAX_HEADERS = 64 * 1024;

    /** @param settings the listener's own */
    public static HttpProxy read(MeshContext mesh, Router router, Settings settings) {
        Duration idle = settings.duration("idleTimeout", Duration.ofSeconds(60));
        if (idle.isZero()) {
            throw settings.invalid("idleTimeout", "a positive duration");
        }
        return new HttpProxy(mesh, router, idle);
    }

    /** Binds it. Blocks for a moment; not on an event loop. */
    public Listener start(ListenSpec listen) {
        return StreamListener.bind(mesh.network(), listen, client -> new ClientHandler(this, client));
    }

    /** Returns whether each request to the target has to be balanced anew, as its policy looks into the headers. */
    boolean choosesByHeader(RequestTarget target) {
        TrafficPolicy policy = router.policyOf(target.host(), target.port());
        return policy != null && policy.parameters().containsKey("httpHeaderName");
    }

    static HttpDecoderConfig limits() {
        return new HttpDecoderConfig().setMaxInitialLineLength(MAX_INITIAL_LINE).setMaxHeaderSize(MAX_HEADERS);
    }
}
