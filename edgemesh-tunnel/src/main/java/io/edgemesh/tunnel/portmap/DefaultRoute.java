package io.edgemesh.tunnel.portmap;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Finds the router that this machine's traffic leaves through; on Linux, over IPv4. */
public final class DefaultRoute {
    private static final Path TABLE = Path.of("/proc/net/route");
    private static final int MAX_BYTES = 256 * 1024; // some 2000 routes
    private static final String ANYWHERE = "00000000";
    private static final int UP_AND_GATEWAY = 0x3;

    private DefaultRoute() {}

    /** Returns the gateway's address; {@code null} where there is none, or this system does not tell. Reads a file. */
    public static @Nullable InetAddress gateway() {
        try (InputStream table = Files.newInputStream(TABLE)) {
            return gateway(new String(table.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return null;
        }
    }

    /** Finds it in the kernel's table: a line a route, in it the destination, the gateway and flags, in hexadecimal. */
    static @Nullable InetAddress gateway(String table) {
        return table.lines()
                .skip(1)
                .map(line -> line.split("\\s+"))
                .filter(route -> route.length > 3 && route[1].equals(ANYWHERE))
                .filter(DefaultRoute::leadsThroughAGateway)
                .map(route -> address(route[2]))
                .findFirst()
                .orElse(null);
    }

    private static boolean leadsThroughAGateway(String[] route) {
        return route[2].matches("[0-9A-Fa-f]{8}")
                && route[3].matches("[0-9A-Fa-f]{1,4}")
                && (HexFormat.fromHexDigits(route[3]) & UP_AND_GATEWAY) == UP_AND_GATEWAY;
    }

    /** The kernel prints the address as a number in the machine's own order of bytes. */
    private static InetAddress address(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        if (java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN) {
            bytes = new byte[] {bytes[3], bytes[2], bytes[1], bytes[0]};
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
