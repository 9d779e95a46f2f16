package io.edgemesh.bundle.demo.backend;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/**
 * Sends short WebSocket messages back: as much of RFC 6455 as a sample needs, which is unfragmented frames of at most
 * 125 bytes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.2">RFC 6455, "Base Framing Protocol"</a>
 */
final class WebSocketEcho {
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3
    private static final int MAX_SHORT_PAYLOAD = 125;
    private static final int MAX_HEAD_BYTES = 8 * 1024;
    private static final int FINAL_BIT = 0x80;
    private static final int CLOSE = 0x8;

    private WebSocketEcho() {}

    static void converse(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        out.write(upgrade(key(readHead(in))).getBytes(StandardCharsets.US_ASCII));
        boolean open = true;
        while (open) {
            open = echoFrame(in, out);
        }
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() > MAX_HEAD_BYTES) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static String key(String head) throws IOException {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
                return line.substring(line.indexOf(':') + 1).trim();
            }
        }
        throw new IOException("no WebSocket request");
    }

    private static String upgrade(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has SHA-1
        }
    }

    /** Answers one frame with its like; returns whether more may come. */
    private static boolean echoFrame(DataInputStream in, DataOutputStream out) throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte() & 0x7f;
        if (length > MAX_SHORT_PAYLOAD) {
            throw new IOException("a frame of more than " + MAX_SHORT_PAYLOAD + " bytes");
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % mask.length];
        }
        out.writeByte(FINAL_BIT | opcode);
        out.writeByte(length);
        out.write(payload);
        out.flush();
        return opcode != CLOSE;
    }
}
