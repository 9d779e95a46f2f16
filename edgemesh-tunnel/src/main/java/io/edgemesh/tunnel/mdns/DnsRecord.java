package io.edgemesh.tunnel.mdns;

import java.util.List;

/** A record that discovery reads. Names have no dot at their end. */
sealed interface DnsRecord {
    int A = 1;
    int PTR = 12;
    int TXT = 16;
    int AAAA = 28;
    int SRV = 33;
    int ANY = 255;

    String name();

    /** How long it may be kept; zero when its owner takes its leave. */
    long ttlSeconds();

    /** The instance of a service. */
    record Pointer(String name, long ttlSeconds, String target) implements DnsRecord {}

    /** What an instance says of itself. */
    record Text(String name, long ttlSeconds, List<String> strings) implements DnsRecord {
        public Text {
            strings = List.copyOf(strings);
        }
    }
}
