package io.edgemesh.tunnel.netns;

import io.edgemesh.testing.EchoServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends back what it reads, and counts the clients that began as another one had begun: none does of itself. */
final class CountingEcho implements EchoServer.Conversation {
    private final Set<Long> beginnings = ConcurrentHashMap.newKeySet();
    private final AtomicInteger repeated = new AtomicInteger();

    int repeated() {
        return repeated.get();
    }

    @Override
    public void with(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = client.getOutputStream();
        byte[] buffer = new byte[8192];
        int n = in.read(buffer);
        if (n >= Long.BYTES && !beginnings.add(ByteBuffer.wrap(buffer).getLong())) {
            repeated.incrementAndGet();
        }
        for (; n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
        }
        client.shutdownOutput();
    }
}
