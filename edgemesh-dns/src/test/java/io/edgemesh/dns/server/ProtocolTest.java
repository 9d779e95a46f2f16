package io.edgemesh.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.dns.ClusterFixture;
import io.edgemesh.dns.DnsClient;
import io.edgemesh.dns.DnsFixture;
import io.edgemesh.dns.FakeUpstream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What a client may send, and what it gets, over real sockets. */
class ProtocolTest {
    private static DnsFixture dns;
    private static FakeUpstream upstream;

    private final DnsClient client = dns.client();

    @BeforeAll
    static void start() throws IOException {
        upstream = FakeUpstream.answering("192.0.2.7", 60);
        dns = new DnsFixture(Map.of("upstreamServers", List.of(upstream.text()), "tcpIdleTimeout", "300ms"));
        dns.catalog().publish(headless("big", 100));
    }

    @AfterAll
    static void stop() throws IOException {
        dns.close();
        upstream.close();
    }

    private static ServiceEntry headless(String name, int pods) {
        Service service = Service.builder("shop", name)
                .ports(ServicePort.of("http", 80, Protocol.TCP))
                .build();
        List<Endpoint> endpoints = IntStream.range(0, pods)
                .mapToObj(i -> ClusterFixture.endpoint("10.200.0." + i, 80, "pod-" + i))
                .toList();
        return new ServiceEntry(service, Map.of("http", endpoints), null);
    }

    @Test
    void keepsTheCaseOfTheQuestion() throws Exception {
        Message answer = client.ask("wEb.ShOp.sVc.cLuStEr.LoCaL.", "A");

        assertThat(answer.getQuestion().getName()).hasToString("wEb.ShOp.sVc.cLuStEr.LoCaL.");
        assertThat(answer.getSection(Section.ANSWER).get(0).getName()).hasToString("wEb.ShOp.sVc.cLuStEr.LoCaL.");
        assertThat(client.ask("WWW.eXample.ORG.", "A")
                        .getSection(Section.ANSWER)
                        .get(0)
                        .getName())
                .hasToString("WWW.eXample.ORG.");
        assertThat(client.ask("www.EXAMPLE.org.", "A")
                        .getSection(Section.ANSWER)
                        .get(0)
                        .getName())
                .hasToString("www.EXAMPLE.org."); // from the cache
    }

    @Test
    void truncatesAtWhatTheClientTakes() throws Exception {
        Message plain = client.ask("big.shop.svc.cluster.local.", "A");
        Message edns = client.askUdp(withEdns(1000));
        Message huge = client.askUdp(withEdns(65000));
        Message small = client.askUdp(withEdns(100));

        assertThat(plain.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(plain.numBytes()).isBetween(400, 512);
        assertThat(edns.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(edns.numBytes()).isBetween(900, 1000);
        assertThat(huge.numBytes()).isBetween(1100, 1232);
        assertThat(small.numBytes()).isBetween(400, 512); // RFC 6891: less than 512 means 512
        assertThat(edns.getOPT().getPayloadSize()).isEqualTo(1232);
    }

    private static Message withEdns(int payload) {
        Message query = DnsClient.query("big.shop.svc.cluster.local.", "A");
        query.addRecord(new OPTRecord(payload, 0, 0, 0, List.of()), Section.ADDITIONAL);
        return query;
    }

    @Test
    void givesTheWholeAnswerOverTcp() throws Exception {
        Message answer = client.askTcp(DnsClient.query("big.shop.svc.cluster.local.", "A"));

        assertThat(answer.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(answer.getSection(Section.ANSWER)).hasSize(100);
    }

    @Test
    void answersPipelinedQueriesOfOneConnection() throws Exception {
        try (Socket connection = client.connect()) {
            Message first = DnsClient.query("web.shop.svc.cluster.local.", "A");
            Message forwarded = DnsClient.query("slow.example.", "A");
            Message last = DnsClient.query("db.shop.svc.cluster.local.", "A");
            DnsClient.send(connection, first);
            DnsClient.send(connection, forwarded);
            DnsClient.send(connection, last);

            List<Integer> ids = List.of(
                    DnsClient.receive(connection).getHeader().getID(),
                    DnsClient.receive(connection).getHeader().getID(),
                    DnsClient.receive(connection).getHeader().getID());

            assertThat(ids)
                    .containsExactlyInAnyOrder(
                            first.getHeader().getID(),
                            forwarded.getHeader().getID(),
                            last.getHeader().getID());
        }
    }

    @Test
    void closesAConnectionThatIsIdle() throws Exception {
        try (Socket connection = client.connect()) {
            assertThat(connection.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void closesAConnectionThatSendsNoQueries() throws Exception {
        try (Socket connection = client.connect()) {
            connection.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());

            assertThat(connection.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void ignoresCookiesAndOtherOptions() throws Exception {
        Message query = DnsClient.query("web.shop.svc.cluster.local.", "A");
        query.addRecord(
                new OPTRecord(1232, 0, 0, ExtendedFlags.DO, List.of(new GenericEDNSOption(10, new byte[8]))),
                Section.ADDITIONAL);

        Message answer = client.askUdp(query);

        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getOPT().getFlags()).isEqualTo(ExtendedFlags.DO);
        assertThat(answer.getOPT().getOptions()).isEmpty();
    }

    @Test
    void refusesAnEdnsOfTheFuture() throws Exception {
        Message query = DnsClient.query("web.shop.svc.cluster.local.", "A");
        query.addRecord(new OPTRecord(1232, 0, 1, 0, List.of()), Section.ADDITIONAL);

        Message answer = client.askUdp(query);

        assertThat(answer.getRcode()).isEqualTo(Rcode.BADVERS);
        assertThat(answer.getOPT().getVersion()).isZero();
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "version.bind., TXT, CH, REFUSED",
        "web.shop.svc.cluster.local., A, HS, REFUSED",
        "web.shop.svc.cluster.local., AXFR, IN, REFUSED",
        "cluster.local., IXFR, IN, REFUSED",
        "web.shop.svc.cluster.local., OPT, IN, FORMERR",
        "web.shop.svc.cluster.local., MAILB, IN, NOTIMP",
        "web.shop.svc.cluster.local., TKEY, IN, NOTIMP",
    })
    void refusesWhatIsNoQuestionForIt(String name, String type, String dnsClass, String rcode) throws Exception {
        byte[] query = Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.value(dnsClass)))
                .toWire();
        query[query.length - 4] = (byte) (Type.value(type) >> 8);
        query[query.length - 3] = (byte) Type.value(type);

        Message answer = new Message(client.askUdp(query));

        assertThat(Rcode.string(answer.getRcode())).isEqualTo(rcode);
        assertThat(answer.getQuestion().getName()).hasToString(name);
    }

    @Test
    void answersAnyMinimallyForOtherNamesToo() throws Exception {
        int asked = upstream.udpQueries();

        assertThat(client.first("example.net.", "ANY")).isEqualTo("\"RFC8482\" \"\"");
        assertThat(upstream.udpQueries()).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource({"IQUERY", "STATUS", "NOTIFY", "UPDATE"})
    void doesNothingButQueries(String opcode) throws Exception {
        Message query = DnsClient.query("web.shop.svc.cluster.local.", "A");
        query.getHeader().setOpcode(Opcode.value(opcode));

        Message answer = client.askUdp(query);

        assertThat(answer.getRcode()).isEqualTo(Rcode.NOTIMP);
        assertThat(answer.getHeader().getOpcode()).isEqualTo(Opcode.value(opcode));
    }

    @Test
    void answersMalformedQueriesWithFormerr() throws Exception {
        byte[] whole = DnsClient.query("web.shop.svc.cluster.local.", "A").toWire();
        byte[] cut = Arrays.copyOf(whole, whole.length - 3);
        byte[] twoQuestions = whole.clone();
        twoQuestions[5] = 2;
        byte[] noQuestion = Arrays.copyOf(whole, 12);
        noQuestion[5] = 0;
        byte[] pointer = whole.clone();
        pointer[12] = (byte) 0xc0;

        for (byte[] query : List.of(cut, twoQuestions, noQuestion, pointer)) {
            Message answer = new Message(client.askUdp(query));

            assertThat(answer.getRcode()).isEqualTo(Rcode.FORMERR);
            assertThat(answer.getHeader().getID())
                    .isEqualTo(new Message(whole).getHeader().getID());
        }
    }

    @Test
    void neverAnswersAnAnswer() throws Exception {
        byte[] answer = DnsClient.query("web.shop.svc.cluster.local.", "A").toWire();
        answer[2] |= (byte) 0x80;
        byte[] query = DnsClient.query("web.shop.svc.cluster.local.", "AAAA").toWire();

        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(10_000);
            socket.connect(dns.address());
            socket.send(new DatagramPacket(answer, answer.length));
            socket.send(new DatagramPacket(new byte[5], 5)); // too short to say whom an error is for
            socket.send(new DatagramPacket(query, query.length));
            DatagramPacket received = new DatagramPacket(new byte[512], 512);
            socket.receive(received);

            assertThat(new Message(received.getData()).getHeader().getID())
                    .isEqualTo(new Message(query).getHeader().getID());
        }
    }

    @Test
    void doesNotForwardForThoseWhoWantNoRecursion() throws Exception {
        Message query = DnsClient.query("unknown.example.", "A");
        query.getHeader().unsetFlag(Flags.RD);

        assertThat(client.askUdp(query).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void saysThatRecursionIsAvailable() throws Exception {
        Message answer = client.ask("web.shop.svc.cluster.local.", "A");

        assertThat(answer.getHeader().getFlag(Flags.RA)).isTrue();
        assertThat(answer.getHeader().getFlag(Flags.RD)).isTrue();
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(client.ask("www.example.com.", "A").getHeader().getFlag(Flags.AA))
                .isFalse();
    }
}
