package io.edgemesh.tunnel.pnet;

import io.edgemesh.tunnel.multiformats.MalformedException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What all members of a swarm share and nobody else may know: the 32 bytes of a private network's key.
 *
 * <p>Shows itself to nobody: {@link #toString} names it without its value, and what other layers need of it they get
 * through {@link #derive}.
 */
public final class SwarmSecret {
    private static final int LENGTH = 32;
    private static final String SWARM_KEY_HEADER = "/key/swarm/psk/1.0.0/";

    private final byte[] key;
    private final boolean weak;

    private SwarmSecret(byte[] key, boolean weak) {
        this.key = key;
        this.weak = weak;
    }

    /**
     * Returns the secret that Go EdgeMesh agents take from a PSK file of these bytes.
     *
     * <p>They write the file's SHA-256 digest as 64 hexadecimal characters, read these as if they were base64, and take
     * the first 32 bytes. Odd, but it is what every member of such a swarm has to do.
     */
    public static SwarmSecret ofEdgeMeshFile(byte[] file) {
        String hex = HexFormat.of().formatHex(sha256(file));
        byte[] decoded = Base64.getDecoder().decode(hex);
        return new SwarmSecret(Arrays.copyOf(decoded, LENGTH), SecretStrength.weak(file));
    }

    /**
     * Returns the secret in the text of a {@code swarm.key} file, as Kubo and other libp2p programs have it.
     *
     * @throws MalformedException if it is not one; the message does not quote it
     */
    public static SwarmSecret parseSwarmKey(String text) {
        String[] lines = text.strip().split("\\s*\n", -1);
        if (lines.length != 3 || !lines[0].equals(SWARM_KEY_HEADER)) {
            throw new MalformedException("a swarm key has three lines, the first of them " + SWARM_KEY_HEADER);
        }
        byte[] key = decode(lines[1], lines[2]);
        if (key.length != LENGTH) {
            throw new MalformedException("swarm key of " + key.length + " bytes (expected: 32)");
        }
        return new SwarmSecret(key, SecretStrength.weak(key));
    }

    private static byte[] decode(String encoding, String text) {
        try {
            return switch (encoding) {
                case "/base16/" -> HexFormat.of().parseHex(text);
                case "/base64/" -> Base64.getDecoder().decode(text);
                default -> throw new MalformedException("the second line of a swarm key is /base16/ or /base64/");
            };
        } catch (MalformedException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("the third line of the swarm key is not in " + encoding);
        }
    }

    /** Returns whether {@code file} is the text of a {@code swarm.key} rather than any bytes. */
    public static boolean looksLikeSwarmKey(byte[] file) {
        byte[] header = SWARM_KEY_HEADER.getBytes(StandardCharsets.US_ASCII);
        return file.length > header.length && Arrays.equals(file, 0, header.length, header, 0, header.length);
    }

    /**
     * Returns whether the secret could be guessed from what the network shows: it has certainly less than 128 bits of
     * chance in it, judging by its length and the kinds of its characters. {@code false} is no proof of the opposite.
     */
    public boolean weak() {
        return weak;
    }

    /**
     * Returns 32 bytes for one purpose that tell nothing about the secret or those of other purposes: HKDF-SHA256 with
     * {@code purpose} as its salt and {@code subject} as its info, both in UTF-8.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc5869">RFC 5869</a>
     */
    public byte[] derive(String purpose, String subject) {
        byte[] extracted = hmac(purpose.getBytes(StandardCharsets.UTF_8), key);
        byte[] info = subject.getBytes(StandardCharsets.UTF_8);
        byte[] firstBlock = Arrays.copyOf(info, info.length + 1);
        firstBlock[info.length] = 1;
        return hmac(extracted, firstBlock);
    }

    /** Returns the key itself; not a copy. */
    byte[] key() {
        return key;
    }

    static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SwarmSecret that && MessageDigest.isEqual(key, that.key);
    }

    @Override
    public int hashCode() {
        return SwarmSecret.class.hashCode(); // says nothing about the key
    }

    @Override
    public String toString() {
        return "SwarmSecret[hidden]";
    }
}
