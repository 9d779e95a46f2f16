package io.edgemesh.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.dial.Dialer;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.proxy.listen.Router;
import io.edgemesh.testing.TestMeshContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;

/** An HTTP proxy for embedded channels, over a dialer of the test's own and with the service {@code default/web}. */
final class EmbeddedProxy implements AutoCloseable {
    static final ServiceEntry WEB =
            ServiceEntry.of(Service.builder("default", "web").build());

    private final TestMeshContext mesh;
    private final HttpProxy proxy;

    EmbeddedProxy(Dialer dialer) {
        mesh = new TestMeshContext("here").dialer(dialer);
        mesh.catalog().publish(WEB);
        mesh.catalog().markSynced();
        Settings none = Settings.empty();
        proxy = HttpProxy.read(mesh, Router.read(mesh, none, none), none);
    }

    EmbeddedChannel newClient() {
        EmbeddedChannel client = new EmbeddedChannel();
        client.pipeline().addLast(new ClientHandler(proxy, client));
        client.pipeline().fireChannelActive();
        return client;
    }

    static void send(EmbeddedChannel client, String text) {
        client.writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
    }

    /** Returns what has been written to a channel. */
    static String written(EmbeddedChannel channel) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            text.append(out.toString(ISO_8859_1));
            out.release();
        }
        return text.toString();
    }

    @Override
    public void close() {
        mesh.close();
    }
}
