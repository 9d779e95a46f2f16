package io.edgemesh.dns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.dns.forward.ResolutionException;
import io.edgemesh.dns.forward.Resolver;
import io.edgemesh.dns.wire.Answer;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.Question;
import io.netty.channel.DefaultEventLoop;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class CachingResolverTest {
    private static final Question WWW = Question.of(DomainName.parse("www.example"), Type.A);

    private final MockTicker ticker = Ticker.newMockTicker();
    private final DefaultEventLoop timers = new DefaultEventLoop();
    private final ManualResolver servers = new ManualResolver();
    private CacheSettings settings =
            new CacheSettings(100, 1 << 20, 3600, 60, Duration.ofHours(1), Duration.ofMillis(50), true);

    @AfterEach
    void close() {
        timers.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Holds each question until the test answers it. */
    private static final class ManualResolver implements Resolver {
        private final Deque<CompletableFuture<Answer>> waiting = new ArrayDeque<>();
        private boolean reachable = true;

        @Override
        public synchronized CompletableFuture<Answer> resolve(Question question) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            waiting.add(answer);
            return answer;
        }

        @Override
        public boolean reachable(Question question) {
            return reachable;
        }

        void answer(Answer answer) {
            waiting.remove().complete(answer);
        }

        void fail() {
            waiting.remove().completeExceptionally(new ResolutionException("nobody there"));
        }
    }

    private CachingResolver resolver() {
        return new CachingResolver(servers, settings, ticker, timers);
    }

    private static Answer address(int ttl) {
        byte[] record = {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, (byte) ttl, 0, 4, 10, 0, 0, 1};
        return new Answer(Rcode.NOERROR, false, record, 1, 0, new int[] {6}, ttl);
    }

    private static Answer missing(int ttl) {
        return Answer.of(Rcode.NXDOMAIN, ttl);
    }

    private CachingResolver filled(Answer answer) {
        CachingResolver resolver = resolver();
        resolver.resolve(WWW);
        servers.answer(answer);
        return resolver;
    }

    @Test
    void answersFromTheCacheUntilTheTtlIsOver() {
        CachingResolver resolver = filled(address(60));
        ticker.advance(59, TimeUnit.SECONDS);

        assertThat(resolver.find(WWW)).isNotNull().matches(reply -> reply.ageSeconds() == 59 && !reply.stale());

        ticker.advance(1, TimeUnit.SECONDS);

        assertThat(resolver.find(WWW)).isNull();
    }

    @Test
    void keepsThatThereIsNothingNoLongerThanAllowed() {
        CachingResolver resolver = filled(missing(3600));
        ticker.advance(59, TimeUnit.SECONDS);
        assertThat(resolver.find(WWW)).isNotNull();

        ticker.advance(1, TimeUnit.SECONDS);

        assertThat(resolver.find(WWW)).isNull();
    }

    @Test
    void doesNotKeepWhatHasNoTtl() {
        assertThat(filled(address(0)).find(WWW)).isNull();
    }

    @Test
    void asksOnceHoweverManyWait() {
        CachingResolver resolver = resolver();
        var first = resolver.resolve(WWW);
        var second = resolver.resolve(WWW);
        servers.answer(address(60));

        assertThat(first).isCompletedWithValueMatching(reply -> !reply.stale());
        assertThat(second).isCompleted();
        assertThat(servers.waiting).isEmpty();
    }

    /** Pitfalls, DNS: "with cacheDNS nothing resolves offline after 30 s". */
    @Test
    void answersStaleAtOnceWhileServersAreKnownToBeAway() {
        CachingResolver resolver = filled(address(30));
        ticker.advance(31, TimeUnit.SECONDS);
        servers.reachable = false;

        assertThat(resolver.find(WWW)).isNotNull().matches(Reply::stale);
        assertThat(servers.waiting).hasSize(1); // asked for again meanwhile
    }

    @Test
    void answersStaleAfterAShortWaitForServersThatDoNotAnswer() throws Exception {
        CachingResolver resolver = filled(address(30));
        ticker.advance(31, TimeUnit.SECONDS);

        assertThat(resolver.find(WWW)).isNull();
        assertThat(resolver.resolve(WWW).get(10, TimeUnit.SECONDS)).matches(Reply::stale);
    }

    @Test
    void answersStaleIfServersFail() {
        CachingResolver resolver = filled(address(30));
        ticker.advance(31, TimeUnit.SECONDS);
        var reply = resolver.resolve(WWW);
        servers.fail();

        assertThat(reply).isCompletedWithValueMatching(Reply::stale);
        assertThat(resolver.find(WWW)).as("within a second, without asking").matches(Reply::stale);

        ticker.advance(2, TimeUnit.SECONDS);

        assertThat(resolver.find(WWW)).as("then they are asked again").isNull();
    }

    @Test
    void answersFreshAsSoonAsServersAreBack() {
        CachingResolver resolver = filled(address(30));
        ticker.advance(31, TimeUnit.SECONDS);
        servers.reachable = false;
        resolver.find(WWW);
        servers.answer(address(40));

        assertThat(resolver.find(WWW))
                .isNotNull()
                .matches(reply -> !reply.stale() && reply.answer().ttl() == 40);
    }

    @Test
    void forgetsWhatIsStaleForTooLong() {
        CachingResolver resolver = filled(address(30));
        ticker.advance(Duration.ofHours(2).toNanos(), TimeUnit.NANOSECONDS);
        servers.reachable = false;

        assertThat(resolver.find(WWW)).isNull();
    }

    @Test
    void remembersAFailureForASecond() {
        CachingResolver resolver = resolver();
        var reply = resolver.resolve(WWW);
        servers.fail();

        assertThat(reply).isCompletedExceptionally();
        assertThat(resolver.find(WWW))
                .isNotNull()
                .matches(found -> found.answer().rcode() == Rcode.SERVFAIL);

        ticker.advance(1, TimeUnit.SECONDS);

        assertThat(resolver.find(WWW)).isNull();
    }

    @Test
    void asksAgainForPopularNamesShortlyBeforeTheTtlIsOver() {
        CachingResolver resolver = filled(address(100));
        resolver.find(WWW);
        resolver.find(WWW);
        ticker.advance(95, TimeUnit.SECONDS);

        assertThat(resolver.find(WWW)).isNotNull();
        assertThat(servers.waiting).hasSize(1);

        servers.answer(address(100));
        ticker.advance(50, TimeUnit.SECONDS);

        assertThat(resolver.find(WWW)).isNotNull();
    }

    @Test
    void keepsNoMoreEntriesThanAllowedAndThoseInUseRather() {
        CachingResolver resolver = filled(address(60));
        for (int i = 0; i < 1000; i++) {
            resolver.resolve(Question.of(DomainName.parse("host-" + i + ".example"), Type.A));
            servers.answer(address(60));
            resolver.find(WWW);
        }

        assertThat(resolver.size()).isLessThanOrEqualTo(100);
        assertThat(resolver.find(WWW)).isNotNull();
    }

    @Test
    void keepsNoMoreBytesThanAllowed() {
        settings = new CacheSettings(1000, 10_000, 3600, 60, Duration.ZERO, Duration.ZERO, false);
        CachingResolver resolver = resolver();
        for (int i = 0; i < 100; i++) {
            resolver.resolve(Question.of(DomainName.parse("host-" + i + ".example"), Type.A));
            servers.answer(new Answer(Rcode.NOERROR, false, new byte[2_000], 1, 0, new int[0], 60));
        }

        assertThat(resolver.size()).isBetween(1, 5);
    }
}
