package io.edgemesh.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.net.Network;
import io.edgemesh.api.net.NioNetworkProvider;
import io.edgemesh.dns.FakeUpstream;
import io.edgemesh.dns.wire.Answer;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.Query;
import io.edgemesh.dns.wire.Question;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class UpstreamsTest {
    private static final Question WWW = Question.of(DomainName.parse("www.example"), Type.A);

    private final Network network = new NioNetworkProvider().create(1);
    private final LoopGuard loopGuard = new LoopGuard(new Random(1));
    private final Upstreams upstreams =
            new Upstreams(network, Ticker.systemTicker(), new Random(2), Duration.ofSeconds(4), loopGuard);
    private final List<AutoCloseable> servers = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable server : servers) {
            server.close();
        }
        network.close();
    }

    private FakeUpstream server() throws IOException {
        FakeUpstream server = FakeUpstream.answering("192.0.2.1", 60);
        servers.add(server);
        return server;
    }

    private void use(InetSocketAddress... addresses) {
        upstreams.replace(List.of(addresses));
    }

    private Answer resolve() throws Exception {
        return upstreams.resolve(WWW).get(30, TimeUnit.SECONDS);
    }

    /** Pitfalls, DNS: "upstream only over TCP: resolvers without it stall". */
    @Test
    void asksOverUdpAndNeedsNoTcp() throws Exception {
        FakeUpstream server = server();
        server.answerTcp(query -> new byte[0]);
        use(server.address());

        assertThat(resolve().rcode()).isEqualTo(Rcode.NOERROR);
        assertThat(server.tcpQueries()).isZero();
    }

    /** Pitfalls, DNS: "UDP first, TCP on truncation". */
    @Test
    void asksAgainOverTcpIfTheAnswerIsTruncated() throws Exception {
        FakeUpstream server = server();
        server.answerUdp(query -> {
            Message truncated = FakeUpstream.reply(query, Rcode.NOERROR);
            truncated.getHeader().setFlag(Flags.TC);
            return List.of(truncated.toWire());
        });
        server.answerTcp(query -> {
            Message whole = FakeUpstream.reply(query, Rcode.NOERROR);
            for (int i = 0; i < 200; i++) {
                whole.addRecord(FakeUpstream.record("www.example.", "A", 60, "192.0.2." + i), Section.ANSWER);
            }
            return whole.toWire();
        });
        use(server.address());

        assertThat(resolve().weight()).isGreaterThan(200 * 16);
        assertThat(server.tcpQueries()).isPositive();
    }

    @Test
    void believesNoAnswerWithAnotherIdOrQuestion() throws Exception {
        FakeUpstream server = server();
        server.answerUdp(query -> {
            Message forged = FakeUpstream.address(query, "203.0.113.66", 60);
            byte[] otherId = forged.toWire();
            otherId[1] ^= 1;
            byte[] otherName = forged.toWire();
            otherName[13] ^= 1;
            byte[] otherType = forged.toWire();
            otherType[12 + query.getQuestion().getName().length() + 1] ^= 1;
            byte[] noAnswer = forged.toWire();
            noAnswer[2] &= 0x7f;
            byte[] right = FakeUpstream.address(query, "192.0.2.1", 60).toWire();
            return List.of(otherId, otherName, otherType, noAnswer, new byte[3], right);
        });
        use(server.address());

        assertThat(AnswerText.of(WWW, resolve())).containsExactly("192.0.2.1");
    }

    @Test
    void hasAnotherIdForEveryQuery() throws Exception {
        FakeUpstream server = server();
        List<Integer> ids = new CopyOnWriteArrayList<>();
        server.answer(query -> {
            ids.add(query.getHeader().getID());
            return FakeUpstream.address(query, "192.0.2.1", 60);
        });
        use(server.address());
        for (int i = 0; i < 40; i++) {
            resolve();
        }

        Set<Integer> distinct = new HashSet<>(ids);
        assertThat(distinct).hasSizeGreaterThan(35);
    }

    @Test
    void asksTheNextServerIfOneIsSilent() throws Exception {
        FakeUpstream silent = server();
        silent.answerUdp(query -> List.of());
        FakeUpstream other = server();
        use(silent.address(), other.address());

        for (int i = 0; i < 5; i++) {
            assertThat(resolve().rcode()).isEqualTo(Rcode.NOERROR);
        }
        assertThat(other.udpQueries()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void asksTheNextServerIfOneCannotFindOut() throws Exception {
        FakeUpstream broken = server();
        broken.answer(query -> FakeUpstream.reply(query, Rcode.SERVFAIL));
        FakeUpstream other = server();
        use(broken.address(), other.address());

        assertThat(resolve().rcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void passesOnThatNobodyCouldFindOut() throws Exception {
        FakeUpstream broken = server();
        broken.answer(query -> FakeUpstream.reply(query, Rcode.SERVFAIL));
        use(broken.address());

        assertThat(resolve().rcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void speaksWithoutEdnsToThoseWhoDoNotKnowIt() throws Exception {
        FakeUpstream old = server();
        old.answer(query -> query.getOPT() == null
                ? FakeUpstream.address(query, "192.0.2.1", 60)
                : FakeUpstream.reply(query, Rcode.FORMERR));
        use(old.address());

        assertThat(AnswerText.of(WWW, resolve())).containsExactly("192.0.2.1");
    }

    @Test
    void prefersTheServerThatAnswersSooner() throws Exception {
        FakeUpstream slow = server();
        slow.answer(query -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(60));
            return FakeUpstream.address(query, "192.0.2.1", 60);
        });
        FakeUpstream fast = server();
        use(slow.address(), fast.address());
        Awaitility.await().until(() -> slow.udpQueries() > 0 && fast.udpQueries() > 0); // both have been probed
        for (int i = 0; i < 4; i++) {
            resolve();
        }
        int slowBefore = slow.udpQueries();
        for (int i = 0; i < 20; i++) {
            resolve();
        }

        assertThat(slow.udpQueries() - slowBefore).isLessThanOrEqualTo(1);
    }

    @Test
    void saysWhoDidNotAnswer() throws Exception {
        FakeUpstream gone = server();
        gone.close();
        use(gone.address());

        assertThatThrownBy(this::resolve)
                .cause()
                .isInstanceOf(ResolutionException.class)
                .hasMessageContaining("127.0.0.1:" + gone.address().getPort());
        assertThat(upstreams.reachable()).isFalse();
    }

    @Test
    void failsAtOnceWithoutServers() {
        assertThatThrownBy(this::resolve).hasMessageContaining("no name server");
    }

    @Test
    void noticesAServerThatIsBack() throws Exception {
        FakeUpstream gone = server();
        gone.close();
        use(gone.address());
        Awaitility.await().until(() -> !upstreams.reachable());

        servers.add(FakeUpstream.answering(gone.address().getPort(), "192.0.2.1", 60));

        Awaitility.await().atMost(5, TimeUnit.SECONDS).until(upstreams::reachable);
    }

    @Test
    void asksNobodyWhoForwardsToUs() throws Exception {
        FakeUpstream circle = server();
        circle.answer(query -> {
            DomainName name = DomainName.parse(query.getQuestion().getName().toString());
            boolean ours = loopGuard.isLoop(Query.of(name, query.getQuestion().getType()));
            return ours ? FakeUpstream.reply(query, Rcode.REFUSED) : FakeUpstream.address(query, "203.0.113.66", 60);
        });
        use(circle.address());
        Awaitility.await().until(() -> !upstreams.reachable());

        assertThatThrownBy(this::resolve).hasMessageContaining("no name server");
    }

    @Test
    void retriesAreASmallPartOfAllQuestions() {
        RetryBudget budget = new RetryBudget();
        int retries = 0;
        for (int i = 0; i < 1000; i++) {
            budget.onFirstTry();
            retries += budget.tryRetry() ? 1 : 0;
            retries += budget.tryRetry() ? 1 : 0;
        }

        assertThat(retries).isBetween(200, 300); // a fifth, and a hundred in store
    }
}
