package io.edgemesh.benchmarks.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Starts unbound and dnsmasq with the same names, as local data that they need nobody else for. */
final class RivalServers {
    private RivalServers() {}

    static List<String> dnsmasq(Path folder, int port, int services) throws IOException {
        Path hosts = folder.resolve("dnsmasq.hosts");
        Files.writeString(hosts, lines(services, i -> ClusterNames.clusterIp(i) + ' ' + ClusterNames.domainName(i)));
        Path configuration = folder.resolve("dnsmasq.conf");
        Files.writeString(configuration, """
                port=%d
                listen-address=127.0.0.1
                bind-interfaces
                no-resolv
                no-hosts
                no-daemon
                local-ttl=30
                user=root
                pid-file=
                addn-hosts=%s
                """.formatted(port, hosts));
        return List.of("dnsmasq", "--conf-file=" + configuration);
    }

    static List<String> unbound(Path folder, int port, int services, int threads) throws IOException {
        Path configuration = folder.resolve("unbound-" + threads + ".conf");
        String names = lines(
                services,
                i -> "    local-data: \"" + ClusterNames.domainName(i) + ". 30 IN A " + ClusterNames.clusterIp(i)
                        + '"');
        Files.writeString(configuration, """
                server:
                    interface: 127.0.0.1
                    port: %d
                    num-threads: %d
                    so-reuseport: yes
                    do-daemonize: no
                    use-syslog: no
                    verbosity: 0
                    username: ""
                    chroot: ""
                    directory: "%s"
                    pidfile: ""
                    module-config: "iterator"
                    access-control: 127.0.0.0/8 allow
                    local-zone: "cluster.local." static
                %s
                remote-control:
                    control-enable: no
                """.formatted(port, threads, folder, names));
        return List.of("unbound", "-d", "-c", configuration.toString());
    }

    private static String lines(int services, IntFunction<String> line) {
        return IntStream.range(0, services).mapToObj(line).collect(Collectors.joining("\n"));
    }
}
