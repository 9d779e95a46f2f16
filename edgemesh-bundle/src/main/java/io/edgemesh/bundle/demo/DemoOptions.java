package io.edgemesh.bundle.demo;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What may be chosen of a demo. A port of 0 means any free one.
 *
 * @param manifests a folder of the user's own instead of the samples, or {@code null}
 * @param dnsPort   where edge-a answers DNS, on 127.0.0.1
 * @param socksPort where edge-a takes SOCKS5
 * @param httpPort  where edge-a is an HTTP proxy
 */
public record DemoOptions(@Nullable Path manifests, int dnsPort, int socksPort, int httpPort) {}
