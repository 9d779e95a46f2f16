package io.edgemesh.bundle.demo;

import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;

/** A plain socket through the node's SOCKS5 proxy; what goes out comes back, byte for byte. */
final class TcpEcho implements Step {
    private static final int BYTES = 64 * 1024;

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public String shows() {
        return "64 KiB to echo.demo:7007 and back through SOCKS5";
    }

    @Override
    public Outcome run(DemoCluster cluster) throws Exception {
        byte[] sent = new byte[BYTES];
        new Random(1).nextBytes(sent);
        try (Socket socket = new UserClient(cluster).connect("echo.demo", 7007)) {
            OutputStream out = socket.getOutputStream();
            out.write(sent);
            byte[] received = socket.getInputStream().readNBytes(BYTES);
            if (!Arrays.equals(sent, received)) {
                throw new StepFailure("sent " + sent.length + " bytes, and " + received.length + " others came back");
            }
        }
        return Outcome.done("the same bytes came back", cluster.paths().latest("demo", "echo"));
    }
}
