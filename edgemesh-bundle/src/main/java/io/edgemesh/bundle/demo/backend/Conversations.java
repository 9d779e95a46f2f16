package io.edgemesh.bundle.demo.backend;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** What the plain TCP servers do with a client. */
public final class Conversations {
    /** How many bytes come back per byte sent to the server that answers at the end of its input. */
    public static final int ANSWER_FACTOR = 4;

    private Conversations() {}

    /** Sends back what comes, until the client ends its output. */
    static void echo(Socket client) throws IOException {
        client.getInputStream().transferTo(client.getOutputStream());
        client.shutdownOutput();
    }

    /** Reads to the end of the client's output and only then answers, with {@value #ANSWER_FACTOR} times as many bytes. */
    static void answerAtEndOfInput(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        long received = in.transferTo(OutputStream.nullOutputStream());
        OutputStream out = client.getOutputStream();
        byte[] chunk = new byte[16 * 1024];
        for (long left = received * ANSWER_FACTOR; left > 0; left -= chunk.length) {
            out.write(chunk, 0, (int) Math.min(left, chunk.length));
        }
        client.shutdownOutput();
    }
}
