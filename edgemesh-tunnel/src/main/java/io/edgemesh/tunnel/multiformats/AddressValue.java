package io.edgemesh.tunnel.multiformats;

import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The kinds of values that follow a protocol in a multiaddr: how each is written as text and as bytes. */
enum AddressValue {
    /** No value at all. */
    NONE(0) {
        @Override
        byte[] parse(String text) {
            if (!text.isEmpty()) {
                throw new MalformedException("value \"" + text + "\" of a protocol that has none");
            }
            return new byte[0];
        }

        @Override
        String format(byte[] bytes) {
            return "";
        }
    },
    IP4(4) {
        @Override
        byte[] parse(String text) {
            return ipAddress(NetUtil.isValidIpV4Address(text), text, "IPv4");
        }

        @Override
        String format(byte[] bytes) {
            return NetUtil.bytesToIpAddress(bytes);
        }
    },
    IP6(16) {
        @Override
        byte[] parse(String text) {
            return ipAddress(NetUtil.isValidIpV6Address(text) && text.indexOf('%') < 0, text, "IPv6");
        }

        @Override
        String format(byte[] bytes) {
            return NetUtil.bytesToIpAddress(bytes);
        }
    },
    PORT(2) {
        @Override
        byte[] parse(String text) {
            int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
            if (port < 0 || port > 0xffff) {
                throw new MalformedException("\"" + text + "\" is not a port (expected: 0 to 65535)");
            }
            return new byte[] {(byte) (port >> 8), (byte) port};
        }

        @Override
        String format(byte[] bytes) {
            return Integer.toString((bytes[0] & 0xff) << 8 | bytes[1] & 0xff);
        }
    },
    /** A host name or the like: anything printable without a slash. */
    NAME(AddressValue.VARIABLE) {
        @Override
        byte[] parse(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            format(bytes);
            return bytes;
        }

        @Override
        String format(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (bytes.length == 0
                    || bytes.length > MAX_NAME
                    || !text.codePoints().allMatch(AddressValue::isNameCharacter)) {
                throw new MalformedException(
                        "host name of " + bytes.length + " bytes is empty, too long or not printable");
            }
            return text;
        }
    },
    PEER(AddressValue.VARIABLE) {
        @Override
        byte[] parse(String text) {
            return PeerId.parse(text).toBytes();
        }

        @Override
        String format(byte[] bytes) {
            return PeerId.from(bytes).toString();
        }
    },
    /** Bytes in multibase; we read and write its URL-safe base64 alone, which is what peers announce. */
    MULTIBASE(AddressValue.VARIABLE) {
        @Override
        byte[] parse(String text) {
            if (!text.matches("u[A-Za-z0-9_-]*") || text.length() % 4 == 2) {
                throw new MalformedException("\"" + text + "\" is not URL-safe base64 after a \"u\"");
            }
            return Base64.getUrlDecoder().decode(text.substring(1));
        }

        @Override
        String format(byte[] bytes) {
            return 'u' + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
    };

    /** The size of a value that is preceded by its length. */
    static final int VARIABLE = -1;

    private static final int MAX_NAME = 255;

    private final int size;

    AddressValue(int size) {
        this.size = size;
    }

    /** Returns the number of bytes, or {@link #VARIABLE}. */
    int size() {
        return size;
    }

    /** Returns the bytes of {@code text}. */
    abstract byte[] parse(String text);

    /** Returns the one text of {@code bytes}, which are as many as {@link #size} says. */
    abstract String format(byte[] bytes);

    private static boolean isNameCharacter(int c) {
        return !Character.isISOControl(c) && !Character.isWhitespace(c) && c != '/' && c != 0xfffd;
    }

    private static byte[] ipAddress(boolean valid, String text, String kind) {
        byte[] bytes = valid ? NetUtil.createByteArrayFromIpAddressString(text) : null;
        if (bytes == null) {
            throw new MalformedException("\"" + text + "\" is not an " + kind + " address");
        }
        return bytes;
    }
}
