package io.edgemesh.dns.server;

import io.edgemesh.dns.wire.Query;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Type;

/** Logs one query of many, where somebody has asked for that. <b>Threads:</b> safe for use by several. */
final class QueryLog {
    private static final Logger LOGGER = LoggerFactory.getLogger("io.edgemesh.dns.queries");

    private final int every;
    private final AtomicInteger sinceLast = new AtomicInteger();

    /** @param every how many queries one is logged of; 0 for none */
    QueryLog(int every) {
        this.every = every;
    }

    void onQuery(Query query) {
        if (every == 0 || sinceLast.incrementAndGet() % every != 0) {
            return;
        }
        LOGGER.atInfo()
                .addKeyValue("name", query.name())
                .addKeyValue("type", Type.string(query.type()))
                .log("one query of {}", every);
    }
}
