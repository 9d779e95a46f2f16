package io.edgemesh.bundle.demo;

import io.edgemesh.bundle.demo.backend.Conversations;
import java.io.OutputStream;
import java.net.Socket;

/** A client that has said all it has to say still gets the whole answer. */
final class HalfClose implements Step {
    private static final int BYTES = 1024 * 1024;

    @Override
    public String name() {
        return "half-close";
    }

    @Override
    public String shows() {
        return "archive.demo:9000 answers once the client has ended its output";
    }

    @Override
    public Outcome run(DemoCluster cluster) throws Exception {
        long answered;
        try (Socket socket = new UserClient(cluster).connect("archive.demo", 9000)) {
            socket.getOutputStream().write(new byte[BYTES]);
            socket.shutdownOutput();
            answered = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
        Outcome.expect((long) BYTES * Conversations.ANSWER_FACTOR, answered);
        return Outcome.done(
                "1 MiB sent, then " + Conversations.ANSWER_FACTOR + " MiB received",
                cluster.paths().latest("demo", "archive"));
    }
}
