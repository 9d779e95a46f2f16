package io.edgemesh.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.Query;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Type;

/** Pitfalls, DNS: "every query logged" there; "sampled log on request" here. */
class QueryLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.edgemesh.dns.queries");
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(logged);
    }

    private static void ask(QueryLog log, int times) {
        for (int i = 0; i < times; i++) {
            log.onQuery(Query.of(DomainName.parse("web.shop.svc.cluster.local"), Type.A));
        }
    }

    @Test
    void logsNothingUnlessAsked() {
        ask(new QueryLog(0), 100);

        assertThat(logged.list).isEmpty();
    }

    @Test
    void logsOneQueryOfSoMany() {
        ask(new QueryLog(10), 100);

        assertThat(logged.list).hasSize(10);
        assertThat(logged.list.get(0).getKeyValuePairs())
                .hasToString("[name=\"web.shop.svc.cluster.local.\", type=\"A\"]");
    }
}
