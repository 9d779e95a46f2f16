package io.edgemesh.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The clients that people use, against the whole subsystem; each is skipped where it is not installed. */
class ToolsE2eTest {
    private static DnsFixture dns;
    private static FakeUpstream upstream;

    @BeforeAll
    static void start() throws IOException {
        upstream = FakeUpstream.answering("192.0.2.7", 60);
        dns = new DnsFixture(Map.of("upstreamServers", List.of(upstream.text())));
        List<Endpoint> pods = IntStream.range(0, 100)
                .mapToObj(i -> ClusterFixture.endpoint("10.200.0." + i, 80, null))
                .toList();
        Service big = Service.builder("shop", "big")
                .ports(ServicePort.of("http", 80, Protocol.TCP))
                .build();
        dns.catalog().publish(new ServiceEntry(big, Map.of("http", pods), null));
    }

    @AfterAll
    static void stop() throws IOException {
        dns.close();
        upstream.close();
    }

    @Test
    void digGetsEveryTypeOfRecord() throws Exception {
        assertThat(dig("+short", "web.shop.svc.cluster.local", "A")).containsExactly("10.96.0.10");
        assertThat(dig("+short", "web.shop.svc.cluster.local", "AAAA")).containsExactly("2001:db8::10");
        assertThat(dig("+short", "_http._tcp.web.shop.svc.cluster.local", "SRV"))
                .containsExactly("0 100 80 web.shop.svc.cluster.local.");
        assertThat(dig("+short", "-x", "10.96.0.10")).containsExactly("web.shop.svc.cluster.local.");
        assertThat(dig("+short", "partner.shop.svc.cluster.local", "A"))
                .containsExactly("api.partner.example.", "192.0.2.7");
        assertThat(dig("+short", "dns-version.cluster.local", "TXT")).containsExactly("\"1.1.0\"");
        assertThat(dig("+short", "cluster.local", "NS")).containsExactly("ns.dns.cluster.local.");
        assertThat(dig("+short", "www.example.com", "A")).containsExactly("192.0.2.7");
    }

    @Test
    void digSeesFlagsAndCodes() throws Exception {
        assertThat(text(dig("web.shop.svc.cluster.local"))).contains("status: NOERROR", "flags: qr aa rd ra;");
        assertThat(text(dig("missing.shop.svc.cluster.local"))).contains("status: NXDOMAIN", "SOA");
        assertThat(text(dig("web.shop.svc.cluster.local", "MX"))).contains("status: NOERROR", "ANSWER: 0");
        assertThat(text(dig("CH", "TXT", "version.bind"))).contains("status: REFUSED");
        assertThat(text(dig("+edns=1", "+noednsneg", "web.shop.svc.cluster.local")))
                .contains("status: BADVERS");
        assertThat(text(dig("+opcode=status", "web.shop.svc.cluster.local"))).contains("status: NOTIMP");
        assertThat(text(dig("+nocookie", "wEb.SHOP.svc.cluster.local"))).contains("wEb.SHOP.svc.cluster.local. 30");
    }

    @Test
    void digFollowsTruncationToTcp() throws Exception {
        assertThat(dig("+short", "big.shop.svc.cluster.local")).hasSize(100);
        assertThat(text(dig("+ignore", "+noedns", "big.shop.svc.cluster.local")))
                .contains("flags: qr aa tc rd ra;");
        assertThat(text(dig("+tcp", "big.shop.svc.cluster.local"))).contains("ANSWER: 100");
    }

    @Test
    void digKeepsATcpConnectionOpen() throws Exception {
        List<String> answers = dig(
                "+tcp",
                "+keepopen",
                "+short",
                "web.shop.svc.cluster.local",
                "www.example.com",
                "+keepopen",
                "+tcp",
                "+short");

        assertThat(answers).containsExactly("10.96.0.10", "192.0.2.7");
    }

    @Test
    void kdigGetsAnswers() throws Exception {
        assertThat(run("kdig", "@127.0.0.1", "-p", port(), "+short", "web.shop.svc.cluster.local"))
                .containsExactly("10.96.0.10");
        assertThat(run("kdig", "@127.0.0.1", "-p", port(), "+tcp", "+short", "www.example.com"))
                .containsExactly("192.0.2.7");
    }

    @Test
    void drillGetsAnswers() throws Exception {
        assertThat(text(run("drill", "-p", port(), "@127.0.0.1", "db-0.db.shop.svc.cluster.local", "A")))
                .contains("rcode: NOERROR", "10.244.1.1");
        assertThat(text(run("drill", "-p", port(), "-x", "@127.0.0.1", "10.244.1.2")))
                .contains("db-1.db.shop.svc.cluster.local.");
    }

    private static List<String> dig(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("dig", "@127.0.0.1", "-p", port(), "+tries=1", "+time=10"));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private static String port() {
        return String.valueOf(dns.address().getPort());
    }

    private static List<String> run(String... command) throws Exception {
        boolean installed = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command[0])));
        assumeTrue(installed, command[0] + " is not installed");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            return output.lines().toList();
        }
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines).replaceAll("[ \t]+", " ");
    }
}
