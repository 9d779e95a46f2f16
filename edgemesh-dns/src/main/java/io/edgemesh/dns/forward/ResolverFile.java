package io.edgemesh.dns.forward;

import io.edgemesh.dns.wire.DomainName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the system's resolver file says: name servers and search domains.
 *
 * @param servers in their order, at port 53
 * @param search  the domains that short names are looked for in
 */
public record ResolverFile(List<InetSocketAddress> servers, List<DomainName> search) {
    /** Nothing at all. */
    public static final ResolverFile EMPTY = new ResolverFile(List.of(), List.of());

    private static final Logger LOGGER = LoggerFactory.getLogger(ResolverFile.class);

    public ResolverFile {
        servers = List.copyOf(servers);
        search = List.copyOf(search);
    }

    /** Reads a file in the format of resolv.conf(5); what is malformed in it is passed over. Blocks. */
    public static ResolverFile read(Path file) throws IOException {
        List<InetSocketAddress> servers = new ArrayList<>();
        List<DomainName> search = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String[] words = line.split("[#;]", 2)[0].trim().split("\\s+");
            switch (words[0]) {
                case "nameserver" -> addServer(words, servers);
                case "search", "domain" -> {
                    search.clear(); // the last one counts
                    addSearch(words, search);
                }
                default -> {}
            }
        }
        return new ResolverFile(servers, search);
    }

    private static void addServer(String[] words, List<InetSocketAddress> servers) {
        InetAddress address = words.length < 2 ? null : ServerAddress.parseIp(words[1]);
        if (address == null) {
            LOGGER.atDebug().addKeyValue("line", String.join(" ", words)).log("no IP address in the resolver file");
        } else {
            servers.add(new InetSocketAddress(address, ServerAddress.DNS_PORT));
        }
    }

    private static void addSearch(String[] words, List<DomainName> search) {
        for (int i = 1; i < words.length; i++) {
            try {
                search.add(DomainName.parse(words[i]));
            } catch (IllegalArgumentException e) {
                LOGGER.atDebug().addKeyValue("domain", words[i]).log("no domain name in the resolver file");
            }
        }
    }
}
